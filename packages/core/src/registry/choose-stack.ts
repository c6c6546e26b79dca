import { RegaugeError } from '../errors/regauge-error.ts'
import { isName, NAME_RULE } from '../util/names.ts'
import { BUILT_IN_STACK } from './built-in-stack.ts'
import type { Project } from './project.ts'
import type { StackRule } from './stack-rule.ts'
import { readUsedStack } from './use-stack.ts'

/** A stack's name and why it was chosen. */
export interface StackChoice {
  readonly name: string
  readonly by: StackRule
}

/** What a choice is made from. */
export interface ChooseStackOptions {
  /** What `--stack` says. */
  readonly flag?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly project: Project
}

/**
 * Chooses a stack: `--stack` > `REGAUGE_STACK` > `regauge stack use` > `defaultStack` in `regauge.yaml` > `local`. An
 * empty variable counts as absent. Whether the stack exists is not looked at. Throws `STACK_NAME_INVALID`.
 */
export async function chooseStack({ flag, env, project }: ChooseStackOptions): Promise<StackChoice> {
  if (flag !== undefined) return checked({ name: flag, by: 'flag' }, 'The command line')
  const variable = env['REGAUGE_STACK']
  if (variable) return checked({ name: variable, by: 'environment' }, 'REGAUGE_STACK')
  const used = await readUsedStack(project)
  if (used !== undefined) return checked({ name: used, by: 'use' }, '.regauge/stack')
  if (project.defaultStack !== undefined) return { name: project.defaultStack, by: 'project' }
  return { name: BUILT_IN_STACK, by: 'built-in' }
}

function checked(choice: StackChoice, source: string): StackChoice {
  if (isName(choice.name)) return choice
  const message = `${source} says ${JSON.stringify(choice.name)}, which cannot be the name of a stack.`
  throw new RegaugeError('STACK_NAME_INVALID', { message, hint: `A name is ${NAME_RULE}.` })
}
