import { LineCounter, parseDocument } from 'yaml'
import type { Issue } from './issue.ts'
import { YamlReader } from './yaml-reader.ts'
import type { DocumentNode } from './document-tree.ts'

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
    logLevel: 'silent',
  })
  const syntax = document.errors.map(({ code, message, pos }): Issue => {
    const deep = code === 'RESOURCE_EXHAUSTION'
    return {
      code: 'STACK_SYNTAX_INVALID',
      message: deep ? 'The document is nested too deeply.' : sentence(message),
      hint: code === 'TAB_AS_INDENT' ? 'Indent with spaces.' : undefined,
      at: placeAt(lines, file, pos[0]),
    }
  })
  if (syntax.length > 0) return { root: undefined, issues: syntax }
  if (document.directives?.yaml.version === '1.1') {
    const message = 'The document asks for YAML 1.1.'
    const hint = 'Remove the %YAML directive: stacks are YAML 1.2.'
    return { root: undefined, issues: [{ code: 'STACK_SYNTAX_INVALID', message, hint, at: placeAt(lines, file, 0) }] }
  }
  const reader = new YamlReader((offset) => placeAt(lines, file, offset))
  const root = document.contents === null ? undefined : reader.read(document.contents)
  return { root, issues: reader.issues }
}

function placeAt(lines: LineCounter, file: string, offset: number): { file: string; line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  // An empty text has no lines to count.
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
}

function sentence(message: string): string {
  const text = message.split('\n', 1)[0]!.trim()
  return /[.:!?]$/.test(text) ? text.replace(/:$/, '.') : `${text}.`
}
