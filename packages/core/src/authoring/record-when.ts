import { RegaugeError } from '../errors/regauge-error.ts'
import type { ScopeSpec, WhenNodeSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import { defined } from '../util/defined.ts'
import type { Json } from '../util/json.ts'
import { assertOptions } from './assert-options.ts'
import { type Condition, toConditionSpec } from './conditions.ts'
import { pathsOf, refsTo } from './node-refs.ts'
import { openScope, placeOf, recordBlock, type Recording } from './recording.ts'
import { isRef } from './ref.ts'
import { takeId } from './scope.ts'
import { sourceOf } from './source-of.ts'
import type { NodeOptions } from './tools.ts'
import type { Block } from './wiring.ts'

/** What `when` was called with. */
export interface WhenCall {
  readonly condition: Condition
  readonly block: () => unknown
  readonly otherwise: (() => unknown) | undefined
  readonly options: NodeOptions | undefined
}

/** Adds a when node. */
export function recordWhen(recording: Recording, { condition, block, otherwise, options = {} }: WhenCall): Block {
  const scope = openScope(recording, 'when')
  const id = options.name ?? 'when'
  const path = takeId(scope, id)
  const where = placeOf(recording, path)
  assertOptions(options, ['name', 'after'], where)
  const operandSource = (operand: unknown): SourceSpec =>
    isRef(operand) ? sourceOf(operand, scope, `${where}: its condition`) : { from: 'value', value: operand as Json } // The condition took only scalars.
  const spec = toConditionSpec(condition, operandSource)
  const after = pathsOf(options.after, scope, where)
  const first = recordArm(recording, `${path}.then`, block)
  const second = otherwise && recordArm(recording, `${path}.else`, otherwise)
  // oxlint-disable-next-line unicorn/no-thenable -- the spec's own word, in data that nobody awaits
  scope.nodes.push(defined<WhenNodeSpec>({ kind: 'when', id, condition: spec, after, then: first, else: second }))
  const outputs = new Set([first, second].flatMap((arm) => Object.keys(arm?.outputs ?? {})))
  return refsTo(path, [...outputs], scope)
}

/** An arm may also do nothing but give refs of the outside out, as a choice between two. */
function recordArm(recording: Recording, path: string, block: () => unknown): ScopeSpec {
  const arm = recordBlock(recording, path, block)
  if (arm.nodes.length > 0 || Object.keys(arm.outputs).length > 0) return arm
  throw new RegaugeError('AUTHORING_BLOCK_EMPTY', {
    message: `${placeOf(recording, path)}: the arm runs no step and gives nothing out.`,
    hint: 'Call run(step, { … }) in it, or leave the arm out.',
  })
}
