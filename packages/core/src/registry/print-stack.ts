import { formatOrigin, originOf, type Path } from './origin.ts'
import type { LoadedStack } from './load-stack.ts'
import type { Json } from '../util/json.ts'

/** How a stack is printed. */
export interface PrintStackOptions {
  /** With the place that each value comes from, as a comment. @default false */
  readonly origins?: boolean
}

/** A stack as YAML, everything it extends merged in, references unresolved. Empty parts are left out. */
export function printStack(stack: LoadedStack, options: PrintStackOptions = {}): string {
  const printer: Printer = (path) => {
    const origin = options.origins ? originOf(stack.origins, path) : undefined
    return origin ? `  # ${formatOrigin(origin)}` : ''
  }
  // A spec is plain data.
  return printMembers(stack.spec as unknown as { readonly [key: string]: Json }, [], printer)
}

/** What stands behind the value at a path. */
type Printer = (path: Path) => string

function printMembers(mapping: { readonly [key: string]: Json }, path: Path, comment: Printer): string {
  const members = Object.entries(mapping).filter(([, member]) => path.length >= 3 || !isEmpty(member))
  return members.map(([key, member]) => print(`${printKey(key)}:`, member, { path: [...path, key], comment })).join('')
}

function print(start: string, value: Json, { path, comment }: { path: Path; comment: Printer }): string {
  const indent = '  '.repeat(path.length - 1)
  if (value === null || typeof value !== 'object' || isEmpty(value)) {
    return `${indent}${start} ${printScalar(value)}${comment(path)}\n`
  }
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => print('-', flat(item), { path: [...path, index], comment }))
    return `${indent}${start}\n${items.join('')}`
  }
  // Neither null nor a list.
  return `${indent}${start}\n${printMembers(value as { readonly [key: string]: Json }, path, comment)}`
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
