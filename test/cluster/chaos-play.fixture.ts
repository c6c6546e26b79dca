import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '@regauge/core'
import { listAll, type OutcomeRecord } from '@regauge/core/records'
import { inject } from 'vitest'
import type { EndedGame } from '../chaos/invariants.ts'
import type { Outcomes } from '../chaos/outcomes.ts'
import { configOf, open } from '../services/s3.fixture.ts'
import { strike, unfinished, type Arena } from './chaos-blows.fixture.ts'
import type { BlowKind, ChaosGame } from './chaos-game.ts'
import type { Faults } from './faults.fixture.ts'
import { openNotes } from './notes.fixture.ts'
import { createPriorityClass } from './priority-class.fixture.ts'
import { createClusterProject, STACK, type ClusterProject } from './project.fixture.ts'
import type { KubernetesWish } from './stack.fixture.ts'

/** What a game has left on a cluster. */
export interface PlayedGame extends EndedGame {
  /** What was done, in words. */
  readonly story: readonly string[]
  readonly blows: readonly BlowKind[]
  /** Names of the places that were struck. */
  readonly struck: ReadonlySet<string>
}

/** How a game is played. */
export interface PlayOptions {
  /** The source of the pipeline, whose steps note what they do. */
  readonly pipeline: string
  /** Beyond the deadlines of tests. */
  readonly config?: KubernetesWish
  /** Needed where a blow breaks the cluster. */
  readonly faults: Faults | undefined
}

/** The stack of the games: pods of which so many run at once as a small machine can bear. */
const SMALL = {
  'stacks/small.yaml': JSON.stringify({ name: 'small', extends: STACK, defaults: { resources: { cpu: 0.05 } } }),
}
const CHOSEN = ['--stack', 'small'] as const
const MAX_COMMANDS = 40

/** Plays a game: submits the run, strikes it, and goes on with the same run until it has succeeded. */
export async function playOnCluster(game: ChaosGame, { pipeline, config, faults }: PlayOptions): Promise<PlayedGame> {
  const { run, total, starts } = game
  const { s3 } = inject('cluster')
  await using notes = await openNotes(new URL(s3.endpoint).hostname)
  // A driver that has lost its pod is not to wait until all steps that wait for a node have been done without it.
  await using first = await createPriorityClass()
  const driverPod = { cpu: 0.05, priorityClassName: first.name }
  const wish = { resources: { memory: '96Mi' }, driverPod, ...notes.config, ...config }
  await using project = await createClusterProject({ 'pipeline.ts': pipeline, ...SMALL }, wish)
  await using store = await open(configOf(s3.endpoint, project.place.bucket))
  const [struck, killed] = [new Set<string>(), new Set<string>()]
  const arena: Arena = { run, project, notes, store, faults, struck, killed, left: [] }
  const told = await play(game, arena)
  return {
    ...told,
    total,
    shown: await project.json(['runs', 'show', run, ...CHOSEN]),
    executions: notes.executions,
    outcomes: await outcomesOf(store, run),
    left: [...arena.left, ...(await unfinished(project.place.namespace, () => true))],
    struck,
    promises: {
      starts,
      claims: true,
      unreached: (place, code) =>
        code === 'KUBERNETES_NODE_SILENT' || (code === 'KUBERNETES_POD_DELETED' && killed.has(place)),
    },
  }
}

async function play(game: ChaosGame, arena: Arena): Promise<Pick<PlayedGame, 'story' | 'blows'>> {
  const story: string[] = []
  const began = Date.now()
  const tell = (what: string) => story.push(`after ${Math.round((Date.now() - began) / 1_000)} s: ${what}`)
  const over = new AbortController()
  const falling = letFall(game, { arena, tell, signal: over.signal })
  const mayBeOut = game.blows.some(({ kind }) => kind === 'API server restarted')
  const detached = [...game.detached]
  try {
    for (let commands = 0; ; commands += 1) {
      if ((await standing(arena.project))?.status === 'succeeded') break
      // What is broken is mended before a person goes on; whom the first blow seeks is there once the run has begun.
      if (commands > 0) await falling.settled()
      if (commands > MAX_COMMANDS) throw new Error('The run does not come to its end.')
      const words = wordsFor(await standing(arena.project), game.submit, detached)
      const { code, stderr } = await arena.project.regauge([...words, ...CHOSEN], {
        during: (client) => (arena.client = client),
      })
      arena.client = undefined
      tell(`exit ${code} of ${words.join(' ')}`)
      if (code === 2) assertForeseen(stderr, await standing(arena.project))
      else if (code === 3 && !mayBeOut) throw new Error(stderr)
    }
    over.abort()
    return { story, blows: await falling.fallen }
  } catch (cause) {
    over.abort()
    await falling.settled()
    throw new Error(`CHAOS_SEEDS=${game.seed}: ${String(cause)}\n${story.join('\n')}`, { cause })
  }
}

/** A person may be told that the driver is gone, where it is, or that another one was quicker. */
function assertForeseen(stderr: string, now: Standing | undefined): void {
  const [, code] = /^error\[RUN_(NOT_DRIVEN|DRIVEN_ELSEWHERE|DRIVER_FAILED)\]/m.exec(stderr) ?? []
  if (code === undefined || (code === 'NOT_DRIVEN' && now?.status === 'running')) {
    throw new Error(`The run stands as "${now?.status}", and a person was told:\n${stderr}`)
  }
}

interface Falling {
  readonly arena: Arena
  readonly tell: (what: string) => void
  readonly signal: AbortSignal
}

/** Lets the blows fall, one after the other, until the signal aborts. */
function letFall({ blows, certain }: ChaosGame, { arena, tell, signal }: Falling) {
  let last: Promise<unknown> = Promise.resolve()
  const fall = async () => {
    const fallen: BlowKind[] = []
    for (const [at, blow] of blows.entries()) {
      await arena.notes.reached(blow.afterNotes, signal)
      if (at < certain) arena.notes.hold()
      await pause(blow.afterMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) break
      const striking = strike(blow, arena, signal)
      last = striking.catch(() => undefined)
      const what = await striking.finally(() => arena.notes.release())
      tell(what ?? `nobody was struck by "${blow.kind}"`)
      if (what !== undefined) fallen.push(blow.kind)
    }
    return fallen
  }
  const fallen = fall()
  // Whoever plays asks for it at the end.
  fallen.catch(() => undefined)
  return { fallen, settled: () => last }
}

interface Standing {
  readonly run: string
  readonly status: string
}

/** The only run of a project, and how it stands. */
async function standing(project: ClusterProject): Promise<Standing | undefined> {
  const { runs } = await project.json<{ readonly runs: readonly Standing[] }>(['runs', 'list', ...CHOSEN])
  return runs[0]
}

/** What a person would do next. */
function wordsFor(standing: Standing | undefined, submit: readonly string[], detached: boolean[]): readonly string[] {
  switch (standing?.status) {
    case 'pending':
      return submit
    case 'running':
    case 'cancelling':
      return ['runs', 'watch', standing.run]
    default: {
      const words = standing ? ['runs', 'resume', standing.run] : submit
      return detached.shift() ? [...words, '--detach'] : words
    }
  }
}

async function outcomesOf(store: ArtifactStore, run: string): Promise<Outcomes> {
  const outcomes = new Map<string, OutcomeRecord>()
  for await (const { key } of listAll(store, `runs/${run}/steps/`)) {
    const attempt = /([^/]+)\.outcome\.json$/.exec(key)?.[1]
    // Each has to be whole.
    if (attempt !== undefined) outcomes.set(attempt, (await json(store.get(key))) as OutcomeRecord)
  }
  return outcomes
}
