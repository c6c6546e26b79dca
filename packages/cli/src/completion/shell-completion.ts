import tab from '@bomb.sh/tab'
import type { Command } from 'commander'
import type { Shell } from '../commands/completion.ts'

/** Words that may stand at a place, by the name of the argument or option that takes them. */
export type Candidates = Readonly<Record<string, readonly string[]>>

const PROGRAM = 'regauge'

/** Prints the script for a shell's own start-up file. */
export function printCompletionScript(shell: Shell): void {
  tab.setup(PROGRAM, PROGRAM, shell)
}

/** Prints the words that fit at the end of the given ones, each with a tab and what it means. */
export function printCompletions(words: readonly string[], program: Command, candidates: Candidates): void {
  const describe = (command: Command, names: readonly string[]) => {
    const target = names.length === 0 ? tab : tab.command(names.join(' '), command.description())
    for (const option of command.createHelp().visibleOptions(command)) {
      const name = option.long?.slice(2) ?? ''
      const alias = option.short?.slice(1)
      if (!option.required && !option.optional) target.option(name, option.description, alias)
      else {
        const known = option.argChoices ?? candidates[name] ?? []
        target.option(name, option.description, (add) => known.forEach((value) => add(value, '')), alias)
      }
    }
    for (const argument of command.registeredArguments) {
      const known = argument.argChoices ?? candidates[argument.name()] ?? []
      target.argument(argument.name(), (add) => known.forEach((value) => add(value, '')), argument.variadic)
    }
    for (const inner of command.createHelp().visibleCommands(command)) describe(inner, [...names, inner.name()])
  }
  describe(program, [])
  tab.parse([...words])
}
