import { isRegaugeError } from '@regauge/core/errors'
import type { ApiClient } from './api-client.ts'
import { getObject } from './get-object.ts'
import { rest } from './pause.ts'
import { logCall, type PodLogOptions } from './pod-logs.ts'
import { PODS } from './resources.ts'
import { splitLines } from './split-lines.ts'
import { createToldLines, type LoggedLine, type ToldLines } from './told-lines.ts'

/** Whose log, and from when on. */
export interface FollowPodLogOptions extends Omit<PodLogOptions, 'previous' | 'tailLines' | 'limitBytes'> {
  readonly signal: AbortSignal
  /** Lines that were written earlier are left out. */
  readonly since?: string
  /** Between two looks at a log that ends, or does not begin. Milliseconds. @default 1000 */
  readonly pauseMs?: number
}

/** Beyond this, a line is cut. */
const LONGEST_LINE = 1024 * 1024

/**
 * The lines of a container as it writes them, each once, until it has ended and all are read, its pod is gone, or the
 * signal aborts. Goes on after broken connections. Lines that the node has thrown away meanwhile are missing: the log in
 * the store is whole, this one is for watching.
 */
export async function* followPodLog(client: ApiClient, options: FollowPodLogOptions): AsyncGenerator<LoggedLine> {
  const { signal, pauseMs = 1000 } = options
  const told = createToldLines(options.since)
  while (!signal.aborted) {
    // Looked up first: what is written before an end is then read after it.
    const state = await stateOf(client, options)
    if (state === 'gone') return
    const isWhole = state !== 'waiting' && (yield* readOn(client, options, told))
    if (state === 'ended' && isWhole) return
    await rest(pauseMs, signal)
  }
}

type ContainerState = 'waiting' | 'running' | 'ended' | 'gone'

async function stateOf(client: ApiClient, options: FollowPodLogOptions): Promise<ContainerState> {
  const { name, namespace, container, signal, patienceMs } = options
  const pod = await getObject(client, PODS, { name, namespace, signal, patienceMs }).catch((thrown: unknown) => {
    if (signal.aborted) return undefined
    throw thrown
  })
  if (pod === undefined) return 'gone'
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  const status = container === undefined ? statuses[0] : statuses.find((each) => each.name === container)
  if (status?.state?.terminated || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 'ended'
  return status?.state?.running ? 'running' : 'waiting'
}

/** What is new, until the connection ends or breaks. Gives whether there is nothing more to be had. */
async function* readOn(
  client: ApiClient,
  options: FollowPodLogOptions,
  told: ToldLines,
): AsyncGenerator<LoggedLine, boolean> {
  try {
    const query = { follow: true, timestamps: true, sinceTime: told.since }
    using stream = await client.open(logCall(client, options, query))
    told.rewind()
    for await (const line of splitLines(stream.body, { longest: LONGEST_LINE, isLenient: true })) {
      const space = line.indexOf(' ')
      const logged = { at: line.slice(0, space), text: line.slice(space + 1) }
      if (told.isNew(logged)) yield logged
    }
    return true
  } catch (thrown) {
    if (options.signal.aborted || !isRegaugeError(thrown)) return false
    if (!UNHAVABLE.has(thrown.code)) throw thrown
    return true
  }
}

/** The pod or its node may be gone by the time that its log is asked for, and a container may not have begun. */
const UNHAVABLE: ReadonlySet<string> = new Set([
  'KUBERNETES_UNREACHABLE',
  'KUBERNETES_OBJECT_NOT_FOUND',
  'KUBERNETES_OBJECT_INVALID',
])
