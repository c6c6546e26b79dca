import type { Failure } from '../../errors/failure.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import type { Json } from '../../util/json.ts'
import type { Fifo } from './fifo.ts'
import type { Graph, MapGraph, Need, ScopeGraph, StepGraph, WhenGraph } from './graph.ts'
import type { Random } from './random.ts'
import type { Charges } from './retry.ts'
import type { Slots } from './slots.ts'
import type { Tallies } from './tally.ts'
import type { AdoptedBundle, DriverCommand, FailedRun, StepHistory } from './types.ts'

/**
 * Where a run stands. It is mutable and belongs to whoever made it: `transition` changes it in place, so that a
 * finished step costs the same in a run of ten items and in one of 100,000. Nothing outside of this folder reads it but
 * through the views.
 */
export interface DriverState {
  readonly graph: Graph
  readonly run: string
  readonly history: ReadonlyMap<string, StepHistory>
  /** Taken over when the run begins. */
  readonly inherited: readonly AdoptedBundle[]
  readonly random: Random
  /** The moment of the event at hand. */
  now: number
  /** What the event at hand leads to. */
  commands: DriverCommand[]
  phase: 'idle' | 'running' | 'stopping' | 'closing' | 'ended'
  /** Why nothing more is started. */
  stop: Stop | undefined
  /** Fixed when the phase becomes `closing`. */
  status: 'succeeded' | 'failed' | 'cancelled'
  /** Somebody has asked for a cancel; further ones change nothing. */
  cancelling: boolean
  readonly root: ScopeRun
  /** Runs of nodes that are to be begun, or whose end is to be told to what waits for them. */
  readonly agenda: Fifo<NodeRun>
  /** Step runs that have begun and not ended, hooks included, by dynamic path. */
  readonly open: Map<string, StepRun>
  openSteps: number
  openHooks: number
  /** Maps and whens that have begun and not ended. */
  readonly containers: Set<MapRun | WhenRun>
  /** Attempts that have been launched or adopted and have no outcome, by dynamic path. */
  readonly attempts: Map<string, AttemptRun>
  /** Adopted attempts, or their outcomes, of step runs that have not begun. */
  readonly adopted: Map<string, AttemptRun | OutcomeRecord>
  /** Items that they lie in, by dynamic path of the map. */
  readonly adoptedItems: Map<string, Set<number>>
  readonly bundles: Map<string, BundleRun>
  readonly launchers: ReadonlyMap<string, LauncherRun>
  /** Order of arrival in the ready queues. */
  sequence: number
  /** Maps with items to open. */
  readonly openers: Openers
  /** Values that have been asked for. */
  readonly lookups: Map<string, Lookup>
  /** Maps whose lists are being made, by dynamic path. */
  readonly collecting: Map<string, MapRun>
  readonly timers: Map<string, { readonly alarm: Alarm; readonly at: number }>
  readonly tallies: Tallies
  readonly failed: FailedRun[]
}

/** A decision to start nothing more. */
export interface Stop {
  readonly status: 'failed' | 'cancelled'
  /** Why the run as a whole ends early; absent where a failed step is the reason. */
  readonly failure?: Failure
  readonly cancels: Reach
}

/** Which running attempts are asked to stop. The others are left to end. */
export type Reach = 'nothing' | 'steps' | 'everything'

/** Outputs of a node that has ended well; an absent one has no entry. */
export type Outputs = { readonly [name: string]: InputBinding }

export type NodeRun = StepRun | MapRun | WhenRun

export type Ended = 'succeeded' | 'failed' | 'skipped' | 'cancelled'

interface RunPlace {
  readonly scope: ScopeRun
  /** Dynamic path. */
  readonly path: string
  status: 'open' | Ended
  /** What comes after must not run: the node failed, was cancelled, or waited for one that did. */
  blocking: boolean
  outputs: Outputs | undefined
  /** Of a run that failed or was cancelled of itself. */
  failure: Failure | undefined
}

/** One step run: all attempts at one step in one place. */
export interface StepRun extends RunPlace {
  readonly kind: 'step'
  readonly node: StepGraph
  /** Of a hook: what it is told. */
  readonly hook: HookCause | undefined
  inputs: Outputs
  /** The number of the attempt that runs or comes next. */
  attempt: number
  readonly charges: Charges
  launched: boolean
  /** Larger than the node's own after an attempt that ran out of memory. */
  need: Need
  /** The place in a ready queue, while it waits for one. */
  group: Group | undefined
  /** The timer of a retry pause. */
  timer: string | undefined
}

/** What has come to its end and made a hook run. */
export interface HookCause {
  readonly run: string
  readonly path: string
  readonly status: 'succeeded' | 'failed' | 'cancelled'
  readonly failure: Failure | undefined
}

export interface MapRun extends RunPlace {
  readonly kind: 'map'
  readonly node: MapGraph
  items: ItemList
  /** The next item in their order. */
  cursor: number
  /** How many have been opened. Those with adopted attempts are opened first. */
  opened: number
  underWay: number
  ended: number
  /** A node in one of its items has failed. */
  failed: boolean
  /** Outputs of the items that have ended, by name. */
  collected: { readonly [name: string]: (InputBinding | null)[] }
  /** It is in the queue of its node's openers. */
  offered: boolean
  /** Bundles that are being filled, by index of their step. */
  readonly filling: Map<number, Group>
}

/** What a map is over: values, or the items of a stored list. */
export type ItemList =
  | { readonly count: number; readonly values: readonly Json[] }
  | { readonly count: number; readonly artifact: ArtifactRef }

export interface WhenRun extends RunPlace {
  readonly kind: 'when'
  readonly node: WhenGraph
  /** By number of the operand; of one that is not compared, whether it is there. */
  readonly values: (Json | undefined)[]
  /** Operands that have been asked for. */
  missing: number
  /** A node in the chosen arm has failed. */
  failed: boolean
}

/** One time through a scope: the top level, one item of a map, a chosen arm. */
export interface ScopeRun {
  readonly graph: ScopeGraph
  readonly parent: ScopeRun | undefined
  readonly owner: MapRun | WhenRun | undefined
  /** The item's number, in the body of a map; -1 elsewhere. */
  readonly item: number
  /** What the dynamic paths of its nodes begin with. */
  readonly prefix: string
  /** By slot. */
  readonly runs: (NodeRun | undefined)[]
  /** Needs that have not ended, by slot. */
  readonly waiting: number[]
  /** Slots that come after a node that is {@link RunPlace.blocking}. */
  blocked: Set<number> | undefined
  /** Nodes that have not ended. */
  open: number
  /** A node in it has failed. */
  failed: boolean
}

/** An attempt without an outcome. */
export interface AttemptRun {
  readonly id: string
  readonly path: string
  readonly number: number
  readonly node: StepGraph
  readonly bundle: BundleRun
  /** In the order of the bundle. */
  readonly position: number
  /** Absent while an adopted attempt's step run has not begun. */
  run: StepRun | undefined
  readonly adopted: boolean
  /** What it has been asked to stop for. */
  asked: 'cancelled' | 'timeout' | undefined
  /** A fence is on its way. */
  fenced: boolean
  startedMs: number | undefined
  timer: string | undefined
  progress: number | undefined
  message: string | undefined
}

/** A launched bundle with at least one attempt without an outcome. */
export interface BundleRun {
  readonly id: string
  readonly launcher: LauncherRun
  readonly need: Need
  attempts: readonly AttemptRun[]
  /** Attempts without an outcome. */
  open: number
  /** Attempts up to this position have started: they are worked off in order. */
  startedThrough: number
  /** It holds its slots. */
  placed: boolean
  pending: string | undefined
}

export interface LauncherRun {
  readonly name: string
  readonly slots: Slots
  /** By key of the need. */
  readonly lanes: Map<string, Lane>
  /** Groups that wait in all lanes. */
  waiting: number
  /** Kinds of which those that wait have too little, so that nothing else may take of them. */
  short: number
}

/** The ready groups of one need, in the order of arrival. */
export interface Lane {
  readonly need: Need
  readonly groups: Fifo<Group>
}

/** Step runs that wait for one launch together. */
export interface Group {
  readonly node: StepGraph
  readonly need: Need
  readonly launcher: LauncherRun
  /** Where more of its runs can come from. */
  readonly map: MapRun | undefined
  /** Those that have been withdrawn name another group, or none. */
  readonly runs: StepRun[]
  /** How many have not been withdrawn. */
  size: number
  readonly sequence: number
}

/** Maps with items to open. Trees take turns; in a tree the inner maps come first, so that what is begun is finished. */
export interface Openers {
  /** By index of the outermost map. */
  readonly byTree: ReadonlyMap<number, OpenerTree>
  /** Those with maps in their rings. The one whose turn was last comes last. */
  readonly active: Fifo<OpenerTree>
}

/** A map of no other map's inside, with all maps inside of it. */
export interface OpenerTree {
  /** Inner nodes first. */
  readonly rings: readonly { readonly node: MapGraph; readonly maps: Fifo<MapRun> }[]
  /** Maps in all rings. */
  offered: number
}

export interface Lookup {
  readonly run: MapRun | WhenRun
  /** Of a when. */
  readonly operand: number
}

/** What to do when a moment has come. */
export type Alarm =
  | { readonly kind: 'retry'; readonly run: StepRun }
  | { readonly kind: 'overdue' | 'fence'; readonly attempt: AttemptRun }
  | { readonly kind: 'deadline' }

/** Whether a node's run has come to its end. */
export function hasEnded(run: NodeRun): boolean {
  return run.status !== 'open'
}

/** Whether a step run is a hook, which counts for nothing in the status of the run. */
export function isHook(run: NodeRun): boolean {
  return run.kind === 'step' && run.hook !== undefined
}
