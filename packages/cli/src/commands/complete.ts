import type { Command } from '../context.ts'

/** Answers a shell: prints the words that fit at the end of a command line that is being typed. */
export const complete: Command<{ readonly words?: readonly string[] }> = async ({ words = [] }, context) => {
  const [{ printCompletions }, { candidatesFor }, { createProgram }] = await Promise.all([
    import('../completion/shell-completion.ts'),
    import('../completion/candidates.ts'),
    import('../program.ts'),
  ])
  const program = createProgram(context, '').command
  printCompletions(words, program, await candidatesFor(words, context))
  return 0
}
