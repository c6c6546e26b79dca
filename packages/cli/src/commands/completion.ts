import type { Command } from '../context.ts'

/** A shell that the completion script can be made for. */
export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell'

/** Prints the script that makes a shell ask `regauge complete` for the words that fit. */
export const completion: Command<{ readonly shell: Shell }> = async ({ shell }) => {
  const { printCompletionScript } = await import('../completion/shell-completion.ts')
  printCompletionScript(shell)
  return 0
}
