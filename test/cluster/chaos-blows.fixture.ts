import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { V1Job, V1Pod } from '@kubernetes/client-node'
import type { ArtifactStore } from '@regauge/core'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import type { Blow } from './chaos-game.ts'
import { deletePod, evict } from './delete-places.fixture.ts'
import type { Faults } from './faults.fixture.ts'
import { ask } from './kube.fixture.ts'
import type { Notes } from './notes.fixture.ts'
import type { ClusterProject } from './project.fixture.ts'

/** Where a game is played. */
export interface Arena {
  readonly project: ClusterProject
  readonly notes: Notes
  readonly store: ArtifactStore
  /** Undefined where no blow breaks the cluster. */
  readonly faults: Faults | undefined
  /** The id of the run. */
  readonly run: string
  /** The command that is under way. */
  client?: ChildProcess | undefined
  /** The uids of pods that were struck, and of those that had no time to end. */
  readonly struck: Set<string>
  readonly killed: Set<string>
  /** What should not have been there. */
  readonly left: string[]
}

/** How long somebody to strike is waited for, and how long a node takes at most until it is given up. */
const VICTIM_MS = 60_000
const SILENCE_MS = 120_000
/** Pods and Jobs that have been told to end are gone within this time; a Job waits before it starts its next pod. */
const LEFT_MS = 180_000

/**
 * Strikes; gives what was done, in words, or undefined where nobody was struck: there was nobody until the signal
 * aborted, since the run is over, or the node was silent and nobody was given up for it.
 */
export async function strike(blow: Blow, arena: Arena, signal: AbortSignal): Promise<string | undefined> {
  switch (blow.kind) {
    case 'driver deleted':
    case 'driver killed':
    case 'driver evicted':
    case 'step deleted':
    case 'step killed':
    case 'step evicted':
      return strikePod(blow, arena, signal)
    case 'kubelet killed':
    case 'kubelet frozen':
      return silenceNode(blow, arena, signal)
    case 'kubelet restarted':
      await arena.faults!.restart('kubelet')
      return blow.kind
    case 'API server restarted':
      await arena.faults!.kill('kube-apiserver')
      await pause(blow.chance * 10_000)
      await arena.faults!.start('kube-apiserver')
      return blow.kind
    case 'client killed':
      return arena.client?.kill('SIGKILL') ? blow.kind : undefined
    case 'run cancelled':
      return cancelRun(arena)
  }
}

async function strikePod({ kind, chance }: Blow, arena: Arena, signal: AbortSignal): Promise<string | undefined> {
  const [whose, how] = kind.split(' ') as ['driver' | 'step', 'deleted' | 'killed' | 'evicted']
  const { namespace } = arena.project.place
  return seek({ patienceMs: VICTIM_MS, signal }, async () => {
    const running = await runningPods(namespace, whose)
    const victim = running[Math.floor(chance * running.length)]
    if (!victim) return undefined
    try {
      if (how === 'evicted') await evict(namespace, victim)
      else await deletePod(namespace, victim, how === 'killed' ? 'none' : 'its own')
    } catch (thrown) {
      // It was quicker.
      if (/: (?:404|409) /.test(String(thrown))) return undefined
      throw thrown
    }
    arena.struck.add(victim.metadata!.uid!)
    if (how === 'killed') arena.killed.add(victim.metadata!.uid!)
    return `${kind}: ${nameOf(victim)}`
  })
}

/** The node falls silent while a step works, until the step has been given up. */
async function silenceNode({ kind, chance }: Blow, arena: Arena, signal: AbortSignal): Promise<string | undefined> {
  const { run, notes, store, project } = arena
  // Whoever plays such a game may break the cluster.
  const faults = arena.faults!
  const waiting = notes.hold()
  try {
    // Before the kubelet has said that they run, pods count as waiting to be started, which may take longer.
    const told = async () => (await runningPods(project.place.namespace, 'step')).length >= waiting.length
    await seek({ patienceMs: VICTIM_MS, signal }, async () => waiting.length > 0 && told())
    if (waiting.length === 0) return undefined
    await (kind === 'kubelet killed' ? faults.kill('kubelet') : faults.freeze('kubelet'))
    const decided = (attempt: string) => store.stat(`runs/${run}/steps/${attempt}.outcome.json`)
    const givenUp = await seek({ patienceMs: SILENCE_MS }, async () => {
      const outcomes = await Promise.all(waiting.map(decided))
      return waiting.find((_, at) => outcomes[at])
    })
    // What it has worked at may end before its node answers again, or after.
    if (chance < 0.5) notes.release()
    await pause(chance * 3_000)
    await (kind === 'kubelet killed' ? faults.start('kubelet') : faults.thaw('kubelet'))
    return givenUp && `${kind} until ${givenUp} was given up`
  } finally {
    notes.release()
  }
}

async function cancelRun({ project, run, left }: Arena): Promise<string | undefined> {
  const { code } = await project.regauge(['runs', 'cancel', run])
  if (code !== 0) return `run not cancelled (exit ${code})`
  left.push(...(await unfinished(project.place.namespace, (role) => role !== 'driver')))
  return 'run cancelled'
}

/** The pods and Jobs that have not ended, after they have had some time for it. */
export async function unfinished(namespace: string, isAsked: (role: string) => boolean): Promise<readonly string[]> {
  let left: readonly string[] = []
  await seek({ patienceMs: LEFT_MS }, async () => {
    const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`
    const { items } = await ask<{ items: readonly Wire<V1Job>[] }>('GET', jobs)
    const over = (pod: Wire<V1Pod>) => /^(?:Succeeded|Failed)$/.test(pod.status?.phase ?? '')
    const ended = ({ status }: Wire<V1Job>) =>
      status?.conditions?.some((each) => each.status === 'True' && /^(?:Complete|Failed)$/.test(each.type))
    left = [
      ...(await podsOf(namespace))
        .filter((pod) => isAsked(roleOf(pod)) && !over(pod))
        .map((pod) => `pod ${nameOf(pod)}`),
      ...items.filter((job) => isAsked(roleOf(job)) && !ended(job)).map((job) => `Job ${nameOf(job)}`),
    ]
    return left.length === 0
  })
  return left
}

async function podsOf(namespace: string): Promise<readonly Wire<V1Pod>[]> {
  return (await ask<{ items: readonly Wire<V1Pod>[] }>('GET', `/api/v1/namespaces/${namespace}/pods`)).items
}

async function runningPods(namespace: string, whose: 'driver' | 'step'): Promise<readonly Wire<V1Pod>[]> {
  const pods = (await podsOf(namespace)).filter((pod) => (roleOf(pod) === 'driver') === (whose === 'driver'))
  return pods.filter(({ status, metadata }) => status?.phase === 'Running' && !metadata?.deletionTimestamp)
}

const roleOf = ({ metadata }: Wire<V1Pod> | Wire<V1Job>) => metadata?.labels?.['regauge.dev/role'] ?? ''
const nameOf = ({ metadata }: Wire<V1Pod> | Wire<V1Job>) => metadata?.name ?? ''

interface SeekOptions {
  readonly patienceMs: number
  readonly signal?: AbortSignal
}

/** Asks until there is an answer, or as long as it is worth it. */
async function seek<T>({ patienceMs, signal }: SeekOptions, look: () => Promise<T | false | undefined>) {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(100)) {
    if (signal?.aborted) return undefined
    const found = await look()
    if (found !== undefined && found !== false) return found
  }
  return undefined
}
