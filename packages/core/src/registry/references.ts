import { isAbsolute, normalize, sep } from 'node:path'
import { suggest } from '../util/names.ts'
import type { Json } from '../util/json.ts'
import type { DocumentNode } from './document-tree.ts'
import type { Issue } from './issue.ts'
import { formatPath, type Path } from './origin.ts'
import { isSecretName, SECRET_NAME_RULE } from './secret-name.ts'

/** What references may lead to. */
export const REFERENCE_SCHEMES = ['env', 'file', 'secret'] as const

const SCHEMES = 'Write ${env:NAME}, ${file:path} or ${secret:store.key}; a literal "${" is written "$${".'

/** A place in a text that stands for a value from elsewhere: `${env:NAME}`, `${file:path}`, `${secret:store.key}`. */
export interface Reference {
  readonly scheme: (typeof REFERENCE_SCHEMES)[number]
  /** A variable's name, a path relative to the project's root, or a secret's name. */
  readonly name: string
}

/** A text taken apart. `$${` has become a literal `${`. */
export interface ReferenceText {
  readonly parts: readonly (string | Reference)[]
  readonly problems: readonly { readonly message: string; readonly hint?: string }[]
}

/** Takes a text apart into literals and references. Every `${` that is not written `$${` begins a reference. */
export function parseReferences(text: string): ReferenceText {
  const parts: (string | Reference)[] = []
  const problems: { message: string; hint?: string }[] = []
  let rest = text
  for (;;) {
    const start = rest.indexOf('${')
    if (start === -1) break
    if (start > 0 && rest[start - 1] === '$') {
      parts.push(`${rest.slice(0, start - 1)}\${`)
      rest = rest.slice(start + 2)
      continue
    }
    const end = rest.indexOf('}', start)
    if (end === -1) {
      problems.push({ message: 'A reference has no closing "}".', hint: 'A literal "${" is written "$${".' })
      break
    }
    const reference = parseReference(rest.slice(start + 2, end))
    if ('message' in reference) problems.push(reference)
    else parts.push(rest.slice(0, start), reference)
    rest = rest.slice(end + 1)
  }
  parts.push(rest)
  return { parts: parts.filter((part) => part !== ''), problems }
}

function parseReference(body: string): Reference | { message: string; hint?: string } {
  const [, scheme, name] = /^([^:]*):(.*)$/s.exec(body) ?? []
  if (scheme === undefined || name === undefined) {
    // The text may be a secret that happens to hold a "${", so only what looks like a variable is repeated.
    const hint = /^[A-Z_]{1,40}$/.test(body) ? `Write \${env:${body}}, or $\${${body}} for the text itself.` : SCHEMES
    return { message: 'A "${…}" does not say what it leads to.', hint }
  }
  switch (scheme) {
    case 'env':
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { scheme, name }
      return { message: `"${shorten(name)}" cannot be the name of an environment variable.` }
    case 'file':
      if (isInnerPath(name)) return { scheme, name }
      return {
        message: `The path "${shorten(name)}" of a reference does not stay in the project.`,
        hint: "Write a path relative to the project's root.",
      }
    case 'secret':
      if (isSecretName(name)) return { scheme, name }
      return { message: `"${shorten(name)}" cannot be the name of a secret.`, hint: `Write ${SECRET_NAME_RULE}.` }
    default:
      if (!/^\w{1,12}$/.test(scheme)) return { message: 'A "${…}" does not say what it leads to.', hint: SCHEMES }
      return { message: `There are no references to "${scheme}".`, hint: suggest(scheme, REFERENCE_SCHEMES) }
  }
}

/** Whether a path, taken from the project's root, stays below it as far as its text tells. */
export function isInnerPath(path: string): boolean {
  if (path === '' || path.includes('\0') || path.includes('\\') || isAbsolute(path) || /^[A-Za-z]:/.test(path))
    return false
  const normal = normalize(path)
  return normal !== '..' && !normal.startsWith(`..${sep}`)
}

/** Whether a text holds something that is plainly meant as a reference. */
export function hasReference(text: string): boolean {
  return /(?<!\$)\$\{(?:env|file|secret):/.test(text)
}

/** Whether a value, or a value inside of it, holds a reference. */
export function containsReference(value: unknown): boolean {
  if (typeof value === 'string') return hasReference(value)
  if (value === null || typeof value !== 'object') return false
  return Object.values(value).some(containsReference)
}

/** Whether a value is a text of nothing but one reference or several. */
export function isReferenceOnly(value: Json | undefined): boolean {
  if (typeof value !== 'string') return false
  const { parts, problems } = parseReferences(value)
  return problems.length === 0 && parts.length > 0 && parts.every((part) => typeof part !== 'string')
}

/** Every text in a config whose references are malformed or unknown. Texts may hold secrets, so none is quoted whole. */
export function checkReferences(node: DocumentNode, path: Path): readonly Issue[] {
  switch (node.kind) {
    case 'list':
      return node.items.flatMap((item, index) => checkReferences(item, [...path, index]))
    case 'map':
      return [...node.entries].flatMap(([key, entry]) => checkReferences(entry, [...path, key]))
    case 'scalar': {
      if (typeof node.value !== 'string') return []
      return parseReferences(node.value).problems.map(({ message, hint }): Issue => {
        return {
          code: 'STACK_REFERENCE_INVALID',
          message: `"${formatPath(path)}": ${message}`,
          hint,
          at: node.at,
          path,
        }
      })
    }
  }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
