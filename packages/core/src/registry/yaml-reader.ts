import { isAlias, isMap, isSeq, type Alias, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import type { DocumentNode } from './document-tree.ts'
import type { Issue } from './issue.ts'
import type { Origin } from './origin.ts'

/** Values in one document, those behind aliases counted at every use. */
const MAX_VALUES = 20_000
/** Mappings and lists inside one another. */
const MAX_DEPTH = 32

/** A node with what it costs to walk it. */
interface Measured {
  readonly node: DocumentNode
  readonly values: number
  readonly height: number
}

/** Turns the parser's nodes into a {@link DocumentNode}, collecting issues on the way. For one document. */
export class YamlReader {
  readonly issues: Issue[] = []
  readonly #place: (offset: number) => Origin
  readonly #anchors = new Map<string, Measured>()
  #values = 0
  #full = false

  constructor(place: (offset: number) => Origin) {
    this.#place = place
  }

  read(root: ParsedNode): DocumentNode {
    return this.#read(root, this.#place(root.range[0]), 0).node
  }

  #read(source: ParsedNode | null, at: Origin, depth: number): Measured {
    this.#values += 1
    if (this.#full || source === null) return scalar(null, at)
    if (depth > MAX_DEPTH) return this.#stop(`The document is nested more than ${MAX_DEPTH} levels deep.`, at)
    if (this.#values > MAX_VALUES) return this.#stop(`The document has more than ${MAX_VALUES} values.`, at)
    if (isAlias(source)) return this.#alias(source, at, depth)
    if (source.tag !== undefined) this.#syntax('Tags are not allowed.', at, 'Remove the part that begins with "!".')
    const measured = this.#plain(source, at, depth)
    if (source.anchor !== undefined) this.#anchors.set(source.anchor, measured)
    return measured
  }

  #alias(source: Alias.Parsed, at: Origin, depth: number): Measured {
    const target = this.#anchors.get(source.source)
    if (!target) {
      // An anchor counts from its value's end on, so a value cannot contain itself.
      this.#syntax(`The alias "*${source.source}" has no anchor before it.`, at)
      return scalar(null, at)
    }
    this.#values += target.values
    if (this.#values > MAX_VALUES) return this.#stop(`The document has more than ${MAX_VALUES} values.`, at)
    if (depth + target.height > MAX_DEPTH) {
      return this.#stop(`The document is nested more than ${MAX_DEPTH} levels deep.`, at)
    }
    return { ...target, node: { ...target.node, at } }
  }

  /** A value that is no alias. */
  #plain(source: Scalar.Parsed | YAMLMap.Parsed | YAMLSeq.Parsed, at: Origin, depth: number): Measured {
    if (isMap(source)) return this.#map(source, at, depth)
    if (isSeq(source)) return this.#list(source, at, depth)
    return this.#scalar(source, at)
  }

  #scalar(source: Scalar.Parsed, at: Origin): Measured {
    const { value } = source
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return scalar(value, at)
    if (typeof value === 'number' && Number.isFinite(value)) {
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        this.#value(`The number ${source.source} has more digits than can be kept.`, at, 'Write it in quotes.')
      }
      return scalar(value, at)
    }
    this.#value(`The value ${source.source} is not allowed.`, at, 'Write it in quotes.')
    return scalar(null, at)
  }

  #list(source: YAMLSeq.Parsed, at: Origin, depth: number): Measured {
    const read = source.items.map((item) => this.#read(item, this.#place(item.range[0]), depth + 1))
    return sum({ kind: 'list', at, items: read.map(({ node }) => node) }, read)
  }

  #map(source: YAMLMap.Parsed, at: Origin, depth: number): Measured {
    const entries = new Map<string, Measured>()
    for (const { key, value } of source.items) {
      const place = this.#place(key.range[0])
      const name = this.#key(key, place, entries)
      const entry = this.#read(value, place, depth + 1)
      if (name !== undefined) entries.set(name, entry)
    }
    const nodes = new Map([...entries].map(([name, { node }]) => [name, node]))
    return sum({ kind: 'map', at, entries: nodes }, [...entries.values()])
  }

  /** The text of a key, or undefined after an issue. */
  #key(key: ParsedNode, at: Origin, taken: ReadonlyMap<string, unknown>): string | undefined {
    const name = 'value' in key ? key.value : undefined
    if (typeof name !== 'string') return this.#syntax('A key must be a text.', at)
    if (name === '<<') return this.#syntax('Merge keys are not allowed.', at, 'Extend a stack, or repeat the values.')
    if (name in {}) return this.#value(`The key "${name}" is reserved.`, at, 'Choose another name.')
    if (!taken.has(name)) return name
    this.issues.push({ code: 'STACK_KEY_DUPLICATE', message: `The key "${name}" stands here a second time.`, at })
    return undefined
  }

  /** Ends the reading: what is left of the document becomes empty values. */
  #stop(message: string, at: Origin): Measured {
    this.#full = true
    this.#syntax(message, at)
    return scalar(null, at)
  }

  /** Something that leaves the values around it in doubt. */
  #syntax(message: string, at: Origin, hint?: string): undefined {
    this.issues.push({ code: 'STACK_SYNTAX_INVALID', message, hint, at })
  }

  #value(message: string, at: Origin, hint?: string): undefined {
    this.issues.push({ code: 'STACK_VALUE_INVALID', message, hint, at })
  }
}

function scalar(value: string | number | boolean | null, at: Origin): Measured {
  return { node: { kind: 'scalar', at, value }, values: 1, height: 0 }
}

function sum(node: DocumentNode, members: readonly Measured[]): Measured {
  const values = members.reduce((total, member) => total + member.values, 1)
  const height = members.reduce((highest, member) => Math.max(highest, member.height + 1), 0)
  return { node, values, height }
}
