import { createDice, type Dice } from '../../packages/core/src/driver/core/model/dice.fixture.ts'
import { runIdOf } from '../../packages/core/src/records/run-id-of.ts'
import { allowedStarts, expectedTotal } from '../chaos/project.ts'

/** What can be done to a run; `killed` leaves no time to end. */
export type BlowKind =
  | 'driver deleted'
  | 'driver killed'
  | 'driver evicted'
  | 'step deleted'
  | 'step killed'
  | 'step evicted'
  | 'kubelet killed'
  | 'kubelet frozen'
  | 'kubelet restarted'
  | 'API server restarted'
  | 'client killed'
  | 'run cancelled'

/** One blow, and when it falls. */
export interface Blow {
  readonly kind: BlowKind
  /** When steps have noted so many things. */
  readonly afterNotes: number
  /** Milliseconds after that. */
  readonly afterMs: number
  /** From 0 to 1: which of several is struck, and how much longer something is away. */
  readonly chance: number
}

/** A game: a run, and what is done to it. */
export interface ChaosGame {
  readonly seed: number
  /** The run's id. */
  readonly run: string
  /** Words that submit the run. */
  readonly submit: readonly string[]
  /** In turn whether a command that starts a driver leaves the run to it; attached after the last. */
  readonly detached: readonly boolean[]
  /** In their order. */
  readonly blows: readonly Blow[]
  /** So many of them, from the first on, fall before the run is over. */
  readonly certain: number
  /** The output `total` that the run has to give. */
  readonly total: number
  /** Starts that the budgets of a step allow under one driver. */
  readonly starts: (path: string) => number
}

/** What is sure to happen in two games whose seeds follow each other: each kind of blow that the driver's place can get. */
const CERTAIN: readonly (readonly (readonly BlowKind[])[])[] = [
  [
    ['kubelet killed', 'kubelet frozen'],
    ['driver deleted', 'driver killed'],
  ],
  [['driver evicted'], ['step deleted', 'step killed', 'step evicted']],
]

/** What comes on top of that. */
const FURTHER: readonly BlowKind[] = [
  'driver deleted',
  'driver killed',
  'driver evicted',
  'step deleted',
  'step killed',
  'step evicted',
  'kubelet restarted',
  'API server restarted',
  'client killed',
  'run cancelled',
]

/** The game of a seed, always the same. */
export function dealGame(seed: number): ChaosGame {
  const dice = createDice(seed)
  const count = 4 + dice.below(4)
  const certain = CERTAIN[seed % CERTAIN.length]!.map((kinds) => dice.pick(kinds))
  const further = Array.from({ length: 1 + dice.below(2) }, () => dice.pick(FURTHER))
  let afterNotes = 0
  const blows = [...certain, ...further].map((kind) => {
    afterNotes += dice.below(5)
    return blowOf(kind, afterNotes, dice)
  })
  return {
    seed,
    run: runIdOf('chaos', String(seed)),
    submit: ['run', 'pipeline.ts', '-p', `count=${count}`, '--id', String(seed)],
    detached: Array.from({ length: 4 }, () => dice.chance(0.4)),
    blows,
    certain: certain.length,
    total: expectedTotal(count),
    starts: allowedStarts,
  }
}

/** A blow at a moment; the rest is chance. */
export function blowOf(kind: BlowKind, afterNotes: number, dice: Dice): Blow {
  return { kind, afterNotes, afterMs: dice.below(1_000), chance: dice.below(1_000) / 1_000 }
}

/** Whether a blow breaks the cluster for everybody. */
export function breaksCluster({ kind }: Blow): boolean {
  return /^(?:kubelet|API server)/.test(kind)
}
