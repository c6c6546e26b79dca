import type { LauncherCapacity } from '../../contracts/launcher.ts'
import type { ResourcePlan } from '../../spec/plan.ts'
import type { Need } from './graph.ts'

/** Kinds of what a launcher has, as bits. */
const CPU = 1
const MEMORY = 2
const GPU = 4
const BUNDLES = 8

/** What a launcher has and what of it is taken. A bundle takes the need of its step, once for all its attempts. */
export interface Slots {
  readonly has: Readonly<Amounts>
  readonly taken: Amounts
}

interface Amounts {
  cpu: number
  memory: number
  gpu: number
  bundles: number
}

/** Nothing taken yet. What the capacity does not count is unlimited. */
export function createSlots(capacity: LauncherCapacity): Slots {
  const { cpu = Infinity, memory = Infinity, gpu = Infinity, bundles = Infinity } = capacity
  return { has: { cpu: toMillis(cpu), memory, gpu, bundles }, taken: { cpu: 0, memory: 0, gpu: 0, bundles: 0 } }
}

/** The need of a step, optionally with another amount of memory. */
export function needOf(resources: ResourcePlan, memory = resources.memory ?? 0): Need {
  const cpu = toMillis(resources.cpu)
  return { cpu, memory, gpu: resources.gpu, key: `${cpu}/${memory}/${resources.gpu}` }
}

/**
 * The kinds of which too little is free, as bits; 0: the need fits. A need that exceeds all there is of a kind fits
 * once nothing of that kind is taken, so that it runs alone instead of never.
 */
export function shortage({ has, taken }: Slots, need: Need): number {
  let short = 0
  if (taken.cpu > 0 && taken.cpu + need.cpu > has.cpu) short |= CPU
  if (taken.memory > 0 && taken.memory + need.memory > has.memory) short |= MEMORY
  if (taken.gpu > 0 && taken.gpu + need.gpu > has.gpu) short |= GPU
  if (taken.bundles > 0 && taken.bundles + 1 > has.bundles) short |= BUNDLES
  return short & kindsOf(need)
}

/** The kinds that a need takes anything of, as bits. */
export function kindsOf(need: Need): number {
  return (need.cpu > 0 ? CPU : 0) | (need.memory > 0 ? MEMORY : 0) | (need.gpu > 0 ? GPU : 0) | BUNDLES
}

/** Takes the need of one bundle. */
export function take({ taken }: Slots, need: Need): void {
  taken.cpu += need.cpu
  taken.memory += need.memory
  taken.gpu += need.gpu
  taken.bundles += 1
}

/** Gives back what {@link take} took. */
export function giveBack({ taken }: Slots, need: Need): void {
  taken.cpu -= need.cpu
  taken.memory -= need.memory
  taken.gpu -= need.gpu
  taken.bundles -= 1
}

function toMillis(cpu: number): number {
  return Math.round(cpu * 1000)
}
