import { closest, suggest } from '../util/names.ts'
import { describeNode, type DocumentNode, type MapNode, type ScalarNode } from './document-tree.ts'
import type { Issue } from './issue.ts'
import { formatPath, type Path } from './origin.ts'
import { checkReferences, hasReference } from './references.ts'
import type { MapShape, NumberShape, RecordShape, Shape, TextShape } from './shape.ts'

/** Everything in which a document does not have the shape. */
export function checkShape(node: DocumentNode, shape: Shape, path: Path = []): readonly Issue[] {
  switch (shape.type) {
    case 'text':
      return node.kind === 'scalar'
        ? checkText(node, shape, path)
        : [wrong(node, shape.rule?.expected ?? 'a text', path)]
    case 'number':
      return checkNumber(node, shape, path)
    case 'list':
      if (node.kind !== 'list') return [wrong(node, 'a list', path)]
      return node.items.flatMap((item, index) => checkShape(item, shape.of, [...path, index]))
    case 'record':
      return node.kind === 'map' ? checkRecord(node, shape, path) : [wrong(node, 'a mapping', path)]
    case 'map':
      return node.kind === 'map' ? checkMap(node, shape, path) : [wrong(node, 'a mapping', path)]
    case 'config':
      return node.kind === 'map' ? checkReferences(node, path) : [wrong(node, 'a mapping', path)]
  }
}

function checkText(node: ScalarNode, shape: TextShape, path: Path): readonly Issue[] {
  const { value } = node
  const expected = shape.rule?.expected ?? 'a text'
  if (typeof value !== 'string') {
    return [{ ...wrong(node, expected, path), hint: value === null ? undefined : 'Write it in quotes.' }]
  }
  if (hasReference(value)) {
    const message = `${subject(path)} holds a reference, which only the config of a component may do.`
    return [{ code: 'STACK_REFERENCE_INVALID', message, at: node.at, path }]
  }
  if (!shape.rule || shape.rule.pattern.test(value)) return []
  return [invalid(node, `${subject(path)} must be ${expected}, not ${quote(value)}.`, path)]
}

function checkNumber(node: DocumentNode, shape: NumberShape, path: Path): readonly Issue[] {
  const { integer = false, min = -Infinity, above = -Infinity, max = Infinity } = shape
  const value = node.kind === 'scalar' ? node.value : undefined
  const inRange = typeof value === 'number' && value >= min && value > above && value <= max
  if (inRange && (!integer || Number.isInteger(value))) return []
  const range = [
    ...(min === -Infinity ? [] : [`at least ${min}`]),
    ...(above === -Infinity ? [] : [`more than ${above}`]),
    ...(max === Infinity ? [] : [`at most ${max}`]),
  ]
  const expected = `a ${integer ? 'whole ' : ''}number${range.length > 0 ? ` of ${range.join(' and ')}` : ''}`
  return [wrong(node, expected, path)]
}

function checkRecord(node: MapNode, shape: RecordShape, path: Path): readonly Issue[] {
  const place = shape.title ?? subject(path)
  const known = Object.keys(shape.fields)
  const missing = (shape.required ?? []).filter((key) => isMissing(node, key))
  return [
    ...missing.map((key): Issue => {
      return { code: 'STACK_KEY_MISSING', message: `${capital(place)} has no "${key}".`, at: node.at, path }
    }),
    ...[...node.entries].flatMap(([key, entry]): readonly Issue[] => {
      const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
      if (field) return checkShape(entry, field, [...path, key])
      const message = `Unknown key ${quote(key)} in ${place}.`
      return [{ code: 'STACK_KEY_UNKNOWN', message, hint: suggest(key, known), at: entry.at, path: [...path, key] }]
    }),
  ]
}

/** Whether a mapping lacks a key and has nothing that looks like it mistyped. */
export function isMissing(node: MapNode, key: string): boolean {
  return !node.entries.has(key) && closest(key, node.entries.keys()) === undefined
}

function checkMap(node: MapNode, shape: MapShape, path: Path): readonly Issue[] {
  const issues: Issue[] = []
  const seen = new Map<string, string>()
  for (const [key, entry] of node.entries) {
    const inner = [...path, key]
    if (!shape.key.pattern.test(key)) {
      const message = `A key in ${subject(path)} must be ${shape.key.expected}, not ${quote(key)}.`
      issues.push(invalid(entry, message, inner))
    }
    const twin = seen.get(key.toLowerCase())
    if (twin !== undefined && shape.ignoreCase) {
      const message = `"${twin}" and "${key}" in ${subject(path)} differ only in upper and lower case.`
      issues.push(invalid(entry, message, inner))
    }
    seen.set(key.toLowerCase(), key)
    issues.push(...checkShape(entry, shape.of, inner))
  }
  return issues
}

function wrong(node: DocumentNode, expected: string, path: Path): Issue {
  return invalid(node, `${capital(subject(path))} must be ${expected}, but is ${describeNode(node)}.`, path)
}

function invalid(node: DocumentNode, message: string, path: Path): Issue {
  return { code: 'STACK_VALUE_INVALID', message, at: node.at, path }
}

function subject(path: Path): string {
  return path.length === 0 ? 'the document' : `"${formatPath(path)}"`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A text from the document in quotes, cut where it is long. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
