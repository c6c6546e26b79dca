import { chooseStack, findProject, loadFlavors, loadStack } from '@regauge/core/stack'
import type { FlavorRegistry } from '@regauge/core/stack'
import type { CommandContext } from './context.ts'

/** The flavors that the packages of a stack bring: of the stack that the flag names, or of the one in use. */
export async function openFlavors(flag: string | undefined, context: CommandContext): Promise<FlavorRegistry> {
  const project = await findProject(context.cwd)
  const { name, by } = await chooseStack({ flag, env: context.env, project })
  const { spec, origins } = await loadStack(project, name, by)
  return loadFlavors(project, spec.packages, { origins })
}
