import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'

/** The command of this machine's own cluster. */
export const MACHINE = join(import.meta.dirname, 'machine/cluster')

/** The address by which pods of this machine's own cluster find the machine. */
const BRIDGE = '10.244.0.1'

/** A cluster for tests, and how they come near it. */
export interface TestedCluster {
  /** Path of a file. */
  readonly kubeconfig: string
  /** The words that begin a command of kubectl. */
  readonly kubectl: readonly string[]
  /** An address of this machine that pods can connect to. */
  readonly host: string
  /** Whether it is this machine's own, so that tests may break it. */
  readonly own: boolean
  /** Whether the nodes have an image. */
  hasImage(name: string): Promise<boolean>
  /** Gives the nodes the images of an archive; undefined where nobody has said how. */
  readonly loadImage: ((archive: string) => Promise<void>) | undefined
}

/**
 * The cluster of `KUBECONFIG` where that is set, and else this machine's own, which is built and brought up where it is
 * not there, and stays up.
 */
export async function openCluster(): Promise<TestedCluster> {
  const { KUBECONFIG } = process.env
  const own = (await runCommand([MACHINE, 'kubeconfig'])).trim()
  return KUBECONFIG && !isSame(KUBECONFIG, own) ? foreignCluster(KUBECONFIG) : machineCluster(own)
}

function isSame(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b)
}

function machineCluster(kubeconfig: string): TestedCluster {
  // It says what it is doing, which may be to build for minutes.
  execFileSync(MACHINE, ['up'], { stdio: ['ignore', 'ignore', 'inherit'] })
  return {
    kubeconfig,
    kubectl: [MACHINE, 'kubectl'],
    host: BRIDGE,
    own: true,
    async hasImage(name) {
      return (await runCommand([MACHINE, 'ctr', 'images', 'ls', '--quiet'])).split('\n').includes(name)
    },
    async loadImage(archive) {
      await runCommand([MACHINE, 'load-image', archive])
    },
  }
}

/** Somebody's kind, k3d or cloud, of which we know no more than the environment says. */
function foreignCluster(kubeconfig: string): TestedCluster {
  const { CLUSTER_HOST, CLUSTER_LOAD_IMAGE } = process.env
  const load = CLUSTER_LOAD_IMAGE?.trim().split(/\s+/)
  return {
    kubeconfig,
    kubectl: ['kubectl', '--kubeconfig', kubeconfig],
    host: CLUSTER_HOST || outwardAddress(),
    own: false,
    hasImage: async () => false,
    loadImage: load && (async (archive) => void (await runCommand([...load, archive]))),
  }
}

function outwardAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!found) throw new Error('Set CLUSTER_HOST to the address of this machine by which pods of the cluster find it.')
  return found.address
}
