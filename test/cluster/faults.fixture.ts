import { inject, type TestContext } from 'vitest'
import { createNamespace } from './kube.fixture.ts'
import { runCommand } from './run-command.ts'
import { MACHINE } from './tested-cluster.ts'

/** A daemon of the cluster. */
export type Daemon =
  | 'etcd'
  | 'containerd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kube-proxy'
  | 'kubelet'

/** Breaks daemons of the cluster, and mends them. */
export interface Faults {
  /** Ends it without a warning. It stays dead. */
  kill(daemon: Daemon): Promise<void>
  /** Starts it, and waits until it answers. */
  start(daemon: Daemon): Promise<void>
  /** Both. */
  restart(daemon: Daemon): Promise<void>
  /** Stops it in its tracks; its connections stay open. */
  freeze(daemon: Daemon): Promise<void>
  /** Lets it go on. */
  thaw(daemon: Daemon): Promise<void>
}

/** Whom all others ask, and who asks. One who has asked in vain more than once asks ever more seldom, for minutes. */
const ASKED: readonly Daemon[] = ['etcd', 'kube-apiserver']
const ASKING: readonly Daemon[] = ['kube-controller-manager', 'kube-scheduler', 'kubelet']

/**
 * What breaks the cluster, to be disposed: then all daemons run again, none remembers what it has asked in vain, and a Job
 * runs through. A cluster that is not ours skips the test.
 */
export function openFaults({ skip }: TestContext): Faults & AsyncDisposable {
  if (!inject('cluster').own) skip('The cluster of KUBECONFIG is not ours to break.')
  const broken = new Set<Daemon>()
  const run = (verb: string) => async (daemon: Daemon) => {
    broken.add(daemon)
    await runCommand([MACHINE, verb, daemon])
  }
  return {
    kill: run('kill'),
    start: run('start'),
    restart: run('restart'),
    freeze: run('freeze'),
    thaw: run('thaw'),
    async [Symbol.asyncDispose]() {
      await runCommand([MACHINE, 'up'])
      const tired = ASKED.some((daemon) => broken.has(daemon)) ? ASKING : []
      for (const daemon of tired) await runCommand([MACHINE, 'restart', daemon])
      await using namespace = await createNamespace()
      await namespace.createJob('mended', { image: inject('cluster').image, command: ['node', '--eval', '0'] })
      await namespace.ended('mended')
    },
  }
}
