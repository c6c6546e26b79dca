import { RegaugeError } from '../errors/regauge-error.ts'
import type { MapNodeSpec } from '../spec/pipeline-spec.ts'
import { defined } from '../util/defined.ts'
import { assertOptions } from './assert-options.ts'
import { kindOf } from './kind-of.ts'
import { pathsOf, refsTo } from './node-refs.ts'
import { openScope, placeOf, recordBlock, type Recording } from './recording.ts'
import { createRef, isRef, type Ref } from './ref.ts'
import { takeId } from './scope.ts'
import { sourceOf } from './source-of.ts'
import type { MapOptions } from './tools.ts'
import type { Block } from './wiring.ts'

/** What `map` was called with. */
export interface MapCall {
  readonly over: unknown
  readonly block: (item: Ref<never>, index: Ref<never>) => unknown
  readonly options: MapOptions | undefined
}

/** Adds a map node. */
export function recordMap(recording: Recording, { over, block, options = {} }: MapCall): Block {
  const scope = openScope(recording, 'map')
  const id = options.name ?? 'map'
  const path = takeId(scope, id)
  const where = placeOf(recording, path)
  assertOptions(options, ['name', 'after', 'concurrency', 'bundle'], where)
  const { concurrency, bundle } = options
  assertCount('concurrency', concurrency, where)
  assertCount('bundle', bundle, where)
  if (!isRef(over)) {
    throw new RegaugeError('AUTHORING_REF_EXPECTED', {
      message: `${where}: map goes over a ref to a list, and was given ${kindOf(over)}.`,
      hint: 'Pass a parameter or an output; over a list that is known now, use a loop and run with { name }.',
    })
  }
  const source = sourceOf(over, scope, where)
  const after = pathsOf(options.after, scope, where)
  const body = recordBlock(recording, path, (inside) =>
    block(createRef({ from: 'item', map: path }, inside), createRef({ from: 'index', map: path }, inside)),
  )
  if (body.nodes.length === 0) {
    throw new RegaugeError('AUTHORING_BLOCK_EMPTY', {
      message: `${where}: the block runs no step.`,
      hint: 'Call run(step, { … }) in it, or leave the map out.',
    })
  }
  scope.nodes.push(defined<MapNodeSpec>({ kind: 'map', id, over: source, concurrency, bundle, after, body }))
  return refsTo(path, Object.keys(body.outputs), scope)
}

function assertCount(option: string, value: number | undefined, where: string): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return
  throw new RegaugeError('AUTHORING_MAP_INVALID', {
    message: `${where}: ${option} is ${JSON.stringify(value) ?? typeof value}, which makes no sense.`,
    hint: `${option} is a whole number from 1.`,
  })
}
