import type { LauncherCapacity } from '../../../contracts/launcher.ts'
import { budgetOf } from '../../../errors/failure.ts'
import { staticPath } from '../../../records/keys.ts'
import type { Plan, StepPlan } from '../../../spec/plan.ts'
import type { DriverCommand } from '../types.ts'
import { broken } from './broken.fixture.ts'
import { isHookPath } from './steps.fixture.ts'
import { keyOf } from './world.fixture.ts'
import type { World } from './world.fixture.ts'

/** Keeps the books of what is launched, as a shell sees it, and complains when more is launched than may be. */
export interface Ledger {
  /** A bundle takes its place. */
  take(bundle: {
    id: string
    launcher: string
    step: StepPlan
    memory?: number | undefined
    attempts: readonly Attempt[]
  }): void
  /** An attempt has an outcome. */
  settle(attempt: Attempt): void
  /** The bundle's place is gone. */
  release(bundle: string): void
}

interface Attempt {
  readonly path: string
  readonly attempt: number
}

interface Place {
  readonly launcher: string
  readonly need: { readonly cpu: number; readonly memory: number; readonly gpu: number; readonly bundles: 1 }
  readonly open: Set<string>
}

export function createLedger(
  world: World,
  plan: Plan,
  capacity: { readonly [launcher: string]: LauncherCapacity },
): Ledger {
  const places = new Map<string, Place>()
  const concurrency = concurrencyOf(plan)

  function checkCapacity(launcher: string, added: Place): void {
    for (const kind of ['cpu', 'memory', 'gpu', 'bundles'] as const) {
      const has = capacity[launcher]?.[kind] ?? Infinity
      const needs = [...places.values()].filter((place) => place.launcher === launcher).map((place) => place.need[kind])
      const taken = needs.reduce((sum: number, need) => sum + need, 0)
      // What needs more than there is may run where nothing else takes any of it.
      if (added.need[kind] > 0 && taken > has && taken > added.need[kind])
        broken(`${launcher} has ${has} ${kind}, taken are ${taken}`)
    }
  }

  function checkConcurrency(): void {
    const paths = [...places.values()].flatMap((place) => [...place.open])
    for (const [map, limit] of concurrency) {
      // Items of one run of the map: what comes before its own brackets tells the runs apart.
      const items = new Map<string, Set<string>>()
      for (const path of paths) {
        for (const match of path.matchAll(/\[\d+\]/g)) {
          const before = path.slice(0, match.index)
          if (before.replaceAll(/\[\d+\]/g, '') !== map || /\.h\d+@/.test(path)) continue
          const set = items.get(before) ?? new Set()
          items.set(before, set.add(match[0]))
        }
      }
      for (const [run, under] of items) if (under.size > limit) broken(`${under.size} items of "${run}" are under way`)
    }
  }

  return {
    take({ id, launcher, step, memory, attempts }) {
      const { cpu, gpu } = step.resources
      const need = { cpu, gpu, memory: memory ?? 0, bundles: 1 as const }
      const place = { launcher, need, open: new Set(attempts.map(({ path, attempt }) => `${path}@${attempt}`)) }
      places.set(id, place)
      checkCapacity(launcher, place)
      // Where the store fails, an epoch may skip what the one before has left running until the run ends.
      if (!world.storeFailed) checkConcurrency()
    },
    settle({ path, attempt }) {
      for (const [id, { open }] of places) if (open.delete(`${path}@${attempt}`) && open.size === 0) places.delete(id)
    },
    release(bundle) {
      places.delete(bundle)
    },
  }
}

/**
 * Before an attempt is launched, all earlier ones are decided, and none of them was a success. A run that stops launches
 * hooks only, and a bundle holds as many attempts of one step as its map allows.
 */
export function checkLaunch(
  world: World,
  { attempts, step }: DriverCommand & { kind: 'launch' },
  { most, stopping }: { most: number; stopping: boolean },
): void {
  if (stopping && !step.role) broken(`"${step.path}" was launched while the run stops`)
  if (attempts.length === 0 || attempts.length > most) broken(`a bundle holds ${attempts.length}`)
  if (attempts.some(({ path }) => staticPath(path) !== step.path)) broken('a bundle holds attempts of several steps')
  for (const { path, attempt } of attempts) {
    for (let each = 1; each <= attempt; each += 1) {
      const record = world.records.get(`${path}@${each}`)
      if (record?.status === 'succeeded') broken(`"${path}@${attempt}" was launched after a success`)
      if (!record && each < attempt) broken(`"${path}@${attempt}" was launched before attempt ${each} was decided`)
    }
  }
}

/** Of a bundle whose place is gone only those attempts are charged that had started, where any had. */
export function checkFence(
  world: World,
  { path, attempt, failure }: DriverCommand & { kind: 'fence' },
  bundle: readonly Attempt[],
): void {
  if (budgetOf(failure) !== 'infrastructure' || world.claims.has(`${path}@${attempt}`)) return
  const claimed = bundle.find((each) => world.claims.has(keyOf(each)))
  if (claimed) broken(`"${path}@${attempt}" is charged for what happened to "${keyOf(claimed)}"`)
}

/** When a run has ended, so has every attempt, or it is fenced; and it says what failed, and nothing else. */
export function checkEnd(world: World, { status, failed, failure }: DriverCommand & { kind: 'end' }): void {
  for (const key of world.claims) if (!world.records.has(key)) broken(`"${key}" was claimed and is not decided`)
  for (const { attempts } of world.bundles.values()) {
    for (const { path, attempt } of attempts) {
      if (!world.records.has(`${path}@${attempt}`)) broken(`"${path}@${attempt}" is alive and not fenced`)
    }
  }
  for (const { path, attempt } of failed) {
    if (attempt > 0 && world.records.get(`${path}@${attempt}`)?.status !== 'failed')
      broken(`"${path}@${attempt}" is said to have failed`)
  }
  const fails = failed.some(({ path }) => !isHookPath(path))
  if (status === 'succeeded' && (fails || failure)) broken('the run has succeeded in spite of a failure')
  if (status === 'failed' && !fails && !failure) broken('the run has failed and does not say why')
}

function concurrencyOf(plan: Plan): Map<string, number> {
  const limits = new Map<string, number>()
  const visit = (nodes: Plan['nodes']) => {
    for (const node of nodes) {
      if (node.kind === 'map') {
        if (node.concurrency !== undefined) limits.set(node.path, node.concurrency)
        visit(node.body.nodes)
      } else if (node.kind === 'when') visit([...node.then.nodes, ...(node.else?.nodes ?? [])])
    }
  }
  visit(plan.nodes)
  return limits
}
