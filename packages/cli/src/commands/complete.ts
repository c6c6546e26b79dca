import type { Command } from '../context.ts'

/** Answers a shell: prints the words that fit at the end of a command line that is being typed. */
export const complete: Command<{ readonly words?: readonly string[] }> = async ({ words = [] }, context) => {
  const [{ printCompletions }, { candidatesFor }, { withoutLeadingOptions }, { createProgram }] = await Promise.all([
    import('../completion/shell-completion.ts'),
    import('../completion/candidates.ts'),
    import('../completion/leading-options.ts'),
    import('../program.ts'),
  ])
  const program = createProgram(context, '').command
  const line = withoutLeadingOptions(words, context.cwd)
  printCompletions(line.words, program, await candidatesFor(line.words, { ...context, cwd: line.cwd }))
  return 0
}
