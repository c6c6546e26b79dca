import type { Json } from '../util/json.ts'
import { toPointer, type Origin, type Origins, type Path } from './origin.ts'

/** A value of a YAML document that knows where it stands. */
export type DocumentNode = ScalarNode | ListNode | MapNode

export interface ScalarNode {
  readonly kind: 'scalar'
  /** Of a mapping's value: the place of its key. */
  readonly at: Origin
  readonly value: string | number | boolean | null
}

export interface ListNode {
  readonly kind: 'list'
  readonly at: Origin
  readonly items: readonly DocumentNode[]
}

export interface MapNode {
  readonly kind: 'map'
  readonly at: Origin
  readonly entries: ReadonlyMap<string, DocumentNode>
}

/** The plain value of a node. */
export function toJson(node: DocumentNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toJson)
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry)]))
  }
}

/** A node for a plain value that stands in no file. */
export function fromJson(value: Json, at: Origin): DocumentNode {
  if (value === null || typeof value !== 'object') return { kind: 'scalar', at, value }
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item: Json) => fromJson(item, at)) }
  const entries = Object.entries(value).map(([key, member]: [string, Json]) => [key, fromJson(member, at)] as const)
  return { kind: 'map', at, entries: new Map(entries) }
}

/** The place of every value in a document. */
export function originsIn(root: DocumentNode): Origins {
  const origins = new Map<string, Origin>()
  const visit = (node: DocumentNode, path: Path): void => {
    origins.set(toPointer(path), node.at)
    if (node.kind === 'list') node.items.forEach((item, index) => visit(item, [...path, index]))
    if (node.kind === 'map') for (const [key, entry] of node.entries) visit(entry, [...path, key])
  }
  visit(root, [])
  return origins
}

/** The node under a key of a mapping; undefined for everything else. */
export function entryOf(node: DocumentNode | undefined, key: string): DocumentNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined
}

/** The text under a key of a mapping; undefined where there is none. */
export function textOf(node: DocumentNode | undefined, key: string): string | undefined {
  const entry = entryOf(node, key)
  return entry?.kind === 'scalar' && typeof entry.value === 'string' ? entry.value : undefined
}

/** What a node is, for messages. */
export function describeNode(node: DocumentNode): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a mapping'
  if (node.value === null) return 'empty'
  return typeof node.value === 'string' ? 'a text' : JSON.stringify(node.value)
}
