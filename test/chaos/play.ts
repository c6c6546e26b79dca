import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDice, type Dice } from '../../packages/core/src/driver/core/model/dice.fixture.ts'
import { environment } from '../support/environment.ts'
import { REGAUGE, type TestProject } from '../support/project.ts'
import { readExecutions } from './executions.ts'
import type { EndedGame, Promises } from './invariants.ts'
import { isThere, killHard, workersOf } from './kill.ts'
import { readOutcomes } from './outcomes.ts'
import { allowedStarts, chaosProject, expectedTotal } from './project.ts'

/** What one game left. */
export interface Game extends EndedGame {
  /** What was done to it, in words. */
  readonly story: readonly string[]
  readonly kills: number
}

/** Of processes of this machine. Whoever leaves nothing behind may have used a number that is used again. */
const PROMISES: Promises = { starts: allowedStarts, claims: false, unreached: () => false }

const MAX_ROUNDS = 15
const VICTIMS = ['driver', 'driver', 'worker', 'both'] as const

/**
 * Plays one game on one of the project's stacks: runs the pipeline, kills what the seed says at the moments that it says,
 * and goes on with the same run until it has succeeded.
 */
export async function play(seed: number, stack: 'plain' | 'faulty'): Promise<Game> {
  using project = chaosProject(seed)
  const dice = createDice(seed)
  const count = 4 + dice.below(6)
  const chosen = ['--stack', stack]
  const submit = ['run', 'pipeline.ts', '-p', `count=${count}`, '--id', `game-${seed}`, ...chosen]
  const story: string[] = []
  let kills = 0
  for (let round = 1; ; round += 1) {
    if (round > MAX_ROUNDS) throw new Error(`seed ${seed}: no end after ${MAX_ROUNDS} rounds:\n${story.join('\n')}`)
    const resubmits = dice.chance(0.3)
    const blows = round > 4 ? [] : Array.from({ length: 1 + dice.below(2) }, () => blowOf(dice))
    const run = round === 1 ? undefined : await runOf(project)
    const words = resubmits || run === undefined ? submit : ['runs', 'resume', run, ...chosen]
    const { code, stderr, struck } = await playRound(project, words, blows)
    kills += struck.length
    story.push(`${words.join(' ')}; ${struck.join('; ') || 'untouched'}; exit ${code}`)
    if (code === 0) break
    // A store that does not answer before the run is taken ends the command with 3: a person would try again.
    if (code === 2 || (code === 3 && stack === 'plain')) throw new Error(`seed ${seed}: ${stderr}\n${story.join('\n')}`)
  }
  const shown = await project.json<Game['shown'] & { readonly run: string }>(['runs', 'show', 'latest'])
  const executions = readExecutions(fileOf(project))
  return {
    story,
    kills,
    executions,
    shown,
    total: expectedTotal(count),
    outcomes: readOutcomes(join(project.root, '.regauge/store/runs', shown.run, 'steps')),
    left: (await leftOf(new Set(executions.map(({ place }) => Number(place))))).map((pid) => `worker ${pid}`),
    promises: PROMISES,
  }
}

/** Whom to kill, and when after the command has begun. */
interface Blow {
  readonly victim: (typeof VICTIMS)[number]
  readonly afterMs: number
}

function blowOf(dice: Dice): Blow {
  return { victim: dice.pick(VICTIMS), afterMs: 250 + dice.below(1_500) }
}

async function playRound(project: TestProject, words: readonly string[], blows: readonly Blow[]) {
  const child = spawn(process.execPath, [REGAUGE, ...words], {
    cwd: project.root,
    env: environment({ EXECUTIONS: fileOf(project) }),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const over = new AbortController()
  const closed = once(child, 'close').finally(() => over.abort())
  const struck: string[] = []
  const striking = blows.map(async ({ victim, afterMs }) => {
    await pause(afterMs, undefined, { signal: over.signal }).catch(() => undefined)
    if (over.signal.aborted) return
    const workers = victim === 'driver' ? [] : workersOf(child.pid!)
    for (const pid of workers) killHard(pid)
    if (victim !== 'worker') child.kill('SIGKILL')
    struck.push(`${victim} killed after ${afterMs} ms`)
  })
  await Promise.all([closed, ...striking])
  return { code: child.exitCode, stderr, struck }
}

function fileOf(project: TestProject): string {
  return join(project.root, 'executions.jsonl')
}

/**
 * The run's id, if a driver has taken it; one that nobody has taken is to be submitted again. The plain stack tells it,
 * whatever the other does.
 */
async function runOf(project: TestProject): Promise<string | undefined> {
  const { runs } = await project.json<{ readonly runs: readonly { readonly run: string; readonly status: string }[] }>([
    'runs',
    'list',
  ])
  return runs.find(({ status }) => status !== 'pending')?.run
}

/** Workers notice within 5 s that their driver has gone. */
async function leftOf(pids: ReadonlySet<number>): Promise<readonly number[]> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (![...pids].some(isThere)) break
    await pause(100)
  }
  return [...pids].filter(isThere)
}
