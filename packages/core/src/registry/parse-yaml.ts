import { LineCounter, parseDocument, type YAMLParseError } from 'yaml'
import type { DocumentNode } from './document-tree.ts'
import type { Issue } from './issue.ts'
import type { Origin } from './origin.ts'
import { YamlReader } from './yaml-reader.ts'

/** A YAML text, read: its values with their places, and everything that is wrong with it. */
export interface ParsedYaml {
  /** Undefined where the syntax is broken or the document is empty. */
  readonly root: DocumentNode | undefined
  readonly issues: readonly Issue[]
}

/**
 * Reads one YAML 1.2 document of plain values. Texts, numbers, booleans, null, lists and mappings are all there is:
 * tags, merge keys, further documents, duplicate keys and keys that JavaScript objects inherit are issues, and so are
 * documents that would grow beyond measure when their aliases are followed. Never throws for what the text holds.
 *
 * @param file What the text is called in issues.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Compared here, as the parser's own check takes quadratic time.
    uniqueKeys: false,
    resolveKnownTags: false,
  })
  const syntax = document.errors.map((error) => toIssue(error, placeAt(lines, file, error.pos[0])))
  if (syntax.length > 0) return { root: undefined, issues: syntax }
  if (document.directives?.yaml.version === '1.1') {
    const message = 'The document asks for YAML 1.1.'
    const hint = 'Remove the %YAML directive: stacks are YAML 1.2.'
    return { root: undefined, issues: [{ code: 'STACK_SYNTAX_INVALID', message, hint, at: placeAt(lines, file, 0) }] }
  }
  const reader = new YamlReader((offset) => placeAt(lines, file, offset))
  const root = document.contents === null ? undefined : reader.read(document.contents)
  const inDoubt = reader.issues.some(({ code }) => code === 'STACK_SYNTAX_INVALID')
  return { root: inDoubt ? undefined : root, issues: reader.issues }
}

/** What the parser found, in words that do not depend on it where they matter. */
function toIssue({ code, message }: YAMLParseError, at: Origin): Issue {
  const issue = { code: 'STACK_SYNTAX_INVALID', at } as const
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return { ...issue, message: 'The document is nested too deeply.' }
    case 'MULTIPLE_DOCS':
      return { ...issue, message: 'A second document begins here.', hint: 'Write one document a file.' }
    case 'NON_STRING_KEY':
      return { ...issue, message: 'A key must be a text.' }
    case 'TAB_AS_INDENT':
      return { ...issue, message: sentence(message), hint: 'Indent with spaces.' }
    default:
      return { ...issue, message: sentence(message) }
  }
}

function placeAt(lines: LineCounter, file: string, offset: number): Origin {
  const { line, col } = lines.linePos(offset)
  // An empty text has no lines to count.
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
}

function sentence(message: string): string {
  const text = message.split('\n', 1)[0]!.trim()
  return /[.:!?]$/.test(text) ? text.replace(/:$/, '.') : `${text}.`
}
