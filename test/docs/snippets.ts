import { readFileSync } from 'node:fs'

/** One fenced block of a document, or a comment `<!-- ts … -->`, which holds what readers need not see. */
export interface Snippet {
  /** `ts`, `yaml`, `console`, …; empty where the block says none. */
  readonly language: string
  /** Of `title=pipeline.ts`: the file that it is a part of. */
  readonly title: string | undefined
  /** What it is for and readers need not see: `run`. */
  readonly marks: readonly string[]
  readonly text: string
  /** Number of its first line in the document, from 1. */
  readonly line: number
}

/** The blocks of a Markdown document, in their order. */
export function readSnippets(path: string): readonly Snippet[] {
  const snippets: Snippet[] = []
  let open:
    | { readonly end: string; readonly words: readonly string[]; readonly line: number; lines: string[] }
    | undefined
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (open && line === open.end) {
      const [language = '', ...rest] = open.words
      const title = rest.find((word) => word.startsWith('title='))?.slice('title='.length)
      const marks = rest.filter((word) => !word.startsWith('title='))
      snippets.push({ language, title, marks, text: open.lines.join('\n'), line: open.line })
      open = undefined
    } else if (open) {
      open.lines.push(line)
    } else {
      const [, fence, words] = /^(```|<!-- (?=ts$))(.*)$/.exec(line) ?? []
      if (fence === undefined || words === undefined) continue
      open = {
        end: fence === '```' ? '```' : '-->',
        words: words.split(' ').filter(Boolean),
        line: index + 2,
        lines: [],
      }
    }
  }
  if (open) throw new Error(`${path}:${open.line}: the block has no end`)
  return snippets
}

/** Files made of snippets, by path. Those of one title continue each other, and those without a title the file `rest`. */
export function toFiles(snippets: readonly Snippet[], rest: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const { title = rest, text } of snippets) files[title] = `${files[title] ?? ''}${text}\n`
  return files
}

/** The same files, with every line under its number in the document, so that a compiler's errors point there. */
export function toNumberedFiles(snippets: readonly Snippet[], rest: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const { title = rest, text, line } of snippets) {
    const before = files[title] ?? ''
    files[title] = `${before}${'\n'.repeat(line - before.split('\n').length)}${text}\n`
  }
  return files
}
