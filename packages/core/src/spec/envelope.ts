import type { Digest } from '../util/digest.ts'
import type { Json } from '../util/json.ts'
import type { ArtifactItemRef } from './artifact-ref.ts'
import type { ArtifactTypeSpec } from './artifact-type.ts'
import type { HookRole } from './pipeline-spec.ts'
import type { ResourcePlan } from './plan.ts'

/** The version of what a driver and a runner say to each other. A runner refuses another. */
export const PROTOCOL = 1

/** What an input of an attempt is made of; an input that is absent has no entry. */
export type InputBinding = { readonly value: Json } | ArtifactItemRef

/** What a step attempt is given. The same for every launcher. */
export interface Envelope {
  readonly protocol: typeof PROTOCOL
  readonly run: string
  readonly pipeline: string
  /** The epoch of the driver that started the attempt. */
  readonly epoch: number
  /** Dynamic path, e.g. `sweep[3].fit`. */
  readonly path: string
  /** From 1; grows over all epochs of the run. */
  readonly attempt: number
  /** Static path, e.g. `sweep.fit`: where the code package finds the step. */
  readonly node: string
  /** The step definition's name. */
  readonly step: string
  readonly role?: HookRole
  /** Item numbers of the enclosing maps, outermost first. */
  readonly items: readonly number[]
  readonly code: Digest
  readonly plan: Digest
  readonly inputs: { readonly [name: string]: InputBinding }
  readonly outputs: { readonly [name: string]: ArtifactTypeSpec }
  readonly command?: { readonly argv: readonly string[]; readonly files: readonly string[] }
  readonly timeoutMs?: number
  readonly graceMs: number
  readonly env: { readonly [name: string]: string }
  readonly secrets: readonly string[]
}

/** One or more attempts that one runner works off in turn in one place. */
export interface BundleSpec {
  /** Unique in the run: the id of its first attempt. */
  readonly id: string
  /** A key of the plan's launchers. */
  readonly launcher: string
  readonly image?: string
  readonly resources: ResourcePlan
  /** At least one; worked off in this order. */
  readonly envelopes: readonly Envelope[]
}

/** The id of an attempt: `sweep[3].fit@2`. Unique in its run. */
export function attemptId(path: string, attempt: number): string {
  return `${path}@${attempt}`
}

/** Path and number of an attempt id, or undefined where the text is none. */
export function parseAttemptId(id: string): { readonly path: string; readonly attempt: number } | undefined {
  const match = /^(.+)@([1-9]\d*)$/.exec(id)
  if (!match) return undefined
  return { path: match[1]!, attempt: Number(match[2]) }
}
