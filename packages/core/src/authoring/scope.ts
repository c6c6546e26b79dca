import { RegaugeError } from '../errors/regauge-error.ts'
import type { NodeSpec } from '../spec/pipeline-spec.ts'
import { assertName } from './assert-name.ts'

/** The longest static path of a node: what is left of a 255-byte file name beside item numbers and the record's kind. */
const MAX_PATH = 180

/** Names that no node may have, since hooks lie at these paths. Lower case. */
const RESERVED = new Set(['onsuccess', 'onfailure', 'onend'])

/** A part of the graph while it is being recorded: the pipeline's top, the body of a map, an arm of a when. */
export interface Scope {
  readonly pipeline: string
  /** Static path; empty at the top. */
  readonly path: string
  readonly parent?: Scope
  readonly nodes: NodeSpec[]
  /** Node ids by their lower-case form. */
  readonly ids: Map<string, string>
}

/** An empty scope; without a parent it is the top of a pipeline. */
export function createScope(pipeline: string, path = '', parent?: Scope): Scope {
  return { pipeline, path, ...(parent && { parent }), nodes: [], ids: new Map() }
}

/** Whether a scope is another one or lies inside of it. */
export function isWithin(scope: Scope, outer: Scope): boolean {
  return scope === outer || (scope.parent !== undefined && isWithin(scope.parent, outer))
}

/** The pipeline's top, which is the same object for all scopes of one build. */
export function topOf(scope: Scope): Scope {
  return scope.parent ? topOf(scope.parent) : scope
}

/** The static path of a name in a scope. Throws `AUTHORING_PATH_TOO_LONG`. */
function pathIn(scope: Scope, name: string): string {
  return checkPath(scope.pipeline, scope.path === '' ? name : `${scope.path}.${name}`)
}

/** The path itself. Throws `AUTHORING_PATH_TOO_LONG`. */
export function checkPath(pipeline: string, path: string): string {
  if (path.length <= MAX_PATH) return path
  throw new RegaugeError('AUTHORING_PATH_TOO_LONG', {
    message: `Pipeline "${pipeline}": the path "${path}" has ${path.length} characters; at most ${MAX_PATH} fit.`,
    hint: 'Pass shorter names to the nodes that it goes through.',
  })
}

/** Takes a node id in a scope and returns the node's path. Throws the mistakes a name can have. */
export function takeId(scope: Scope, id: string): string {
  const where = `Pipeline "${scope.pipeline}"${scope.path === '' ? '' : `, scope "${scope.path}"`}`
  assertName(id, `${where}: a node`)
  const lower = id.toLowerCase()
  if (RESERVED.has(lower)) {
    throw new RegaugeError('AUTHORING_NAME_INVALID', {
      message: `${where}: a node cannot be named "${id}", since hooks lie at that path.`,
      hint: 'Pass another { name }.',
    })
  }
  const taken = scope.ids.get(lower)
  if (taken !== undefined) {
    const inCase = taken === id ? '' : ` and "${id}", which differ only in case`
    throw new RegaugeError('AUTHORING_NAME_TAKEN', {
      message: `${where} has two nodes named "${taken}"${inCase}.`,
      hint: `Pass { name } to one of them, for example { name: '${id}2' }.`,
      details: { scope: scope.path, id },
    })
  }
  scope.ids.set(lower, id)
  return pathIn(scope, id)
}
