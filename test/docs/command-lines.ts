import type { Snippet } from './snippets.ts'

/** A call of the command in a document, and what the document says that it prints. */
export interface ShownCall {
  readonly words: readonly string[]
  /** Number of its line in the document, from 1. */
  readonly line: number
  /** Empty where the document shows nothing. `…` stands for any text. */
  readonly printed: readonly string[]
}

/** The calls of `regauge` in a block of `sh`, or of `console`, where they follow a `$`. */
export function readCalls({ language, text, line }: Snippet): readonly ShownCall[] {
  const calls: (ShownCall & { printed: string[] })[] = []
  for (const [index, shown] of text.split('\n').entries()) {
    const command = language === 'console' ? /^\$ (.*)$/.exec(shown)?.[1] : shown
    if (command === undefined) calls.at(-1)?.printed.push(shown)
    else for (const words of callsIn(command)) calls.push({ words, line: line + index, printed: [] })
  }
  return calls
}

/** The words of every call in a line of a shell, without its comment, pipes and redirections. */
function callsIn(line: string): readonly (readonly string[])[] {
  const words = (line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) => word.replaceAll(/['"]/g, ''))
  const comment = words.indexOf('#')
  const commands: string[][] = [[]]
  for (const word of comment === -1 ? words : words.slice(0, comment)) {
    if (/^(?:\||&&|;|[12]?>>?.*)$/.test(word)) commands.push([])
    else commands.at(-1)!.push(word)
  }
  return commands.flatMap((command) => {
    const called = command.findIndex((word) => word !== 'npx' && !/^[A-Z_]+=/.test(word))
    return command[called] === 'regauge' ? [command.slice(called + 1)] : []
  })
}
