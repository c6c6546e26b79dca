import type { ArtifactRef } from '../../../spec/artifact-ref.ts'
import type { InputBinding } from '../../../spec/envelope.ts'
import type { StepPlan } from '../../../spec/plan.ts'
import { canonicalJson } from '../../../util/canonical-json.ts'
import type { Json } from '../../../util/json.ts'
import { hashOf } from './dice.fixture.ts'

/** Values by name; an absent one has no entry. */
export type Values = { readonly [name: string]: Json }

/** What a step puts out, as a function of where it stands and what it is given. */
export function compute(path: string, inputs: Values): Values {
  const hash = hashOf(`${path} ${canonicalJson(inputs)}`)
  const list = Array.from({ length: hash % 6 }, (_, index) => (hash + index) % 7)
  return { n: hash % 10, list, ...(hash % 4 > 0 && { maybe: hash % 5 }) }
}

/** How a step behaves at a path: it fails for good, or fails at first, within its budget. */
export interface Nature {
  readonly doomed: boolean
  /** Failures of its own making before it succeeds. */
  readonly flaky: number
}

/** Whether a path is a hook's, in a random plan. */
export function isHookPath(path: string): boolean {
  return /(?:^|\.)h\d+$/.test(path)
}

/** Whether user code at a path fails each time, in a world in which user code may fail. */
export function isDoomed(path: string): boolean {
  return hashOf(`nature ${path}`) % 25 === 0
}

/** Steps of a world in which user code may fail. */
export function natureOf(path: string, step: StepPlan): Nature {
  const hash = hashOf(`nature ${path}`)
  return { doomed: isDoomed(path), flaky: hash % 3 === 0 ? hash % step.retry.attempts : 0 }
}

/** A stored value. Whether it is inline, and whether its length is known, differs from place to place. */
export function refOf(value: Json, at: string): ArtifactRef {
  const hash = hashOf(`ref ${at}`)
  const count = Array.isArray(value) && hash % 3 > 0 ? { count: value.length } : {}
  return { format: 'json', digest: canonicalJson(value), size: 1, ...(hash % 2 === 0 && { value }), ...count }
}

/** The value of a reference made by {@link refOf}, or of one of its items. */
export function valueOf(binding: InputBinding): Json | undefined {
  if ('value' in binding) return binding.value
  // The digests of this world are the content.
  const value = JSON.parse(binding.artifact.digest) as Json
  return binding.item === undefined ? value : (value as readonly Json[])[binding.item]
}

/** The values of bindings by name. */
export function valuesOf(bindings: { readonly [name: string]: InputBinding }): Values {
  return Object.fromEntries(Object.entries(bindings).map(([name, binding]) => [name, valueOf(binding) ?? null]))
}
