import { RegaugeError } from '../errors/regauge-error.ts'
import type { ScopeSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import { assertNames } from './assert-name.ts'
import type { AuthoredStep } from './authored-step.ts'
import { kindOf } from './kind-of.ts'
import { isRef } from './ref.ts'
import { createScope, type Scope } from './scope.ts'
import { sourceOf } from './source-of.ts'

/** One build of a pipeline, while it goes on. */
export interface Recording {
  readonly pipeline: string
  /** The step behind each step node and hook, by static path. */
  readonly steps: Map<string, AuthoredStep>
  /** Where nodes are added; undefined before the build and after it. */
  scope: Scope | undefined
}

/** A recording without any node. */
export function createRecording(pipeline: string): Recording {
  return { pipeline, steps: new Map(), scope: undefined }
}

/** The scope that a node is added to. Throws `AUTHORING_BUILD_OVER`. */
export function openScope({ pipeline, scope }: Recording, tool: 'run' | 'map' | 'when'): Scope {
  if (scope) return scope
  throw new RegaugeError('AUTHORING_BUILD_OVER', {
    message: `Pipeline "${pipeline}": ${tool} was called after build had returned.`,
    hint: 'Call it inside of build, synchronously.',
  })
}

/** The words for a place at the beginning of messages. */
export function placeOf(recording: Recording, path: string): string {
  return path === '' ? `Pipeline "${recording.pipeline}"` : `Pipeline "${recording.pipeline}", node "${path}"`
}

/** Calls a block whose nodes go to a scope of their own, and gives that scope as data. */
export function recordBlock(recording: Recording, path: string, block: (scope: Scope) => unknown): ScopeSpec {
  const outer = recording.scope
  const scope = createScope(recording.pipeline, path, outer)
  recording.scope = scope
  try {
    return { nodes: scope.nodes, outputs: outputsOf(block(scope), scope, placeOf(recording, path)) }
  } finally {
    recording.scope = outer
  }
}

/** Where the refs that a block returned come from. */
function outputsOf(returned: unknown, scope: Scope, where: string): Record<string, SourceSpec> {
  if (returned === undefined) return {}
  if (isThenable(returned)) {
    throw new RegaugeError('AUTHORING_BUILD_ASYNC', {
      message: `${where}: the function returned a promise, but a graph is recorded synchronously.`,
      hint: 'Take "async" away; what waits belongs into a step.',
    })
  }
  if (typeof returned !== 'object' || returned === null || isRef(returned)) {
    throw new RegaugeError('AUTHORING_REF_EXPECTED', {
      message: `${where}: the function returned ${kindOf(returned)} instead of refs by name.`,
      hint: 'Return an object, for example { weights: best.weights }.',
    })
  }
  assertNames(Object.keys(returned), `${where}: an output`)
  return Object.fromEntries(
    Object.entries(returned).map(([name, ref]) => [name, outputSource(ref, scope, `${where}: output "${name}"`)]),
  )
}

function outputSource(ref: unknown, scope: Scope, where: string): SourceSpec {
  if (isRef(ref)) return sourceOf(ref, scope, where)
  throw new RegaugeError('AUTHORING_REF_EXPECTED', {
    message: `${where} is ${kindOf(ref)}, not a ref.`,
    hint: 'Return what run, map, when or params gave; a constant is given out by a step.',
  })
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
