import type { CommandContext } from '../context.ts'

/** Writes the one JSON document of a command's result. */
export function printJson(context: Pick<CommandContext, 'stdout'>, document: unknown): void {
  context.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
}

/** Writes lines of a command's result; none is nothing. */
export function printLines(context: Pick<CommandContext, 'stdout'>, lines: readonly string[]): void {
  if (lines.length > 0) context.stdout.write(`${lines.join('\n')}\n`)
}
