import { RegaugeError } from '../errors/regauge-error.ts'
import { kindOf } from './kind-of.ts'
import { createRef, describeSource, isRef, targetOf } from './ref.ts'
import type { Scope } from './scope.ts'
import { assertInScope } from './source-of.ts'
import type { After } from './tools.ts'
import type { Block } from './wiring.ts'

/** The key under which the refs of a node keep the node itself, which may have no output at all. */
const NODE: unique symbol = Symbol.for('regauge.node') as never

/** Which node some refs belong to. */
interface NodeTarget {
  readonly path: string
  readonly scope: Scope
}

/** Refs to all outputs of a node, which `after` recognises as that node. */
export function refsTo(path: string, outputs: readonly string[], scope: Scope): Block {
  const refs = outputs.map((output) => [output, createRef({ from: 'output', node: path, output }, scope)] as const)
  const target: NodeTarget = { path, scope }
  // Not enumerable, so that spreading or returning the refs takes only the refs.
  return Object.freeze(Object.defineProperty(Object.fromEntries(refs), NODE, { value: target }))
}

/** Static paths of what a node shall come after, without repetition; undefined for nothing. */
export function pathsOf(
  after: After | readonly After[] | undefined,
  scope: Scope,
  where: string,
): readonly string[] | undefined {
  if (after === undefined) return undefined
  const nodes = [after].flat().map((each) => nodeOf(each, where))
  for (const node of nodes) assertInScope(node.scope, scope, `${where}: after "${node.path}"`)
  return nodes.length === 0 ? undefined : [...new Set(nodes.map(({ path }) => path))]
}

function nodeOf(after: unknown, where: string): NodeTarget {
  if (isRef(after)) {
    const { source, scope } = targetOf(after)
    if (source.from === 'output') return { path: source.node, scope }
    throw new RegaugeError('AUTHORING_REF_EXPECTED', {
      message: `${where}: after was given ${describeSource(source)}, for which nothing has to be waited.`,
      hint: 'Pass what run, map or when gave.',
    })
  }
  if (typeof after === 'object' && after !== null && NODE in after) return after[NODE] as NodeTarget // Ours by its key.
  throw new RegaugeError('AUTHORING_REF_EXPECTED', {
    message: `${where}: after was given ${kindOf(after)}, which is no node.`,
    hint: 'Pass what run, map or when gave, or one of its refs.',
  })
}
