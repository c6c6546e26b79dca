import { isRegaugeError } from '@regauge/core/errors'
import type { RegaugeError } from '@regauge/core/errors'
import { checkComponents, findProject, listStacks, loadFlavors, loadStack } from '@regauge/core/stack'
import type { ListedStack, Project } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'
import { renderError } from '../render-error.ts'

interface Checked {
  readonly name: string
  readonly error?: RegaugeError
}

/**
 * Checks one stack or all of them: its file, the packages that it names, which are imported, and the config of every
 * component. Nothing is connected to.
 */
export const stackValidate: Command<{ readonly name?: string | undefined }> = async (options, context) => {
  const project = await findProject(context.cwd)
  const listed =
    options.name === undefined
      ? await listStacks(project)
      : [{ name: options.name, stack: await loadStack(project, options.name) }]
  const checked: Checked[] = []
  for (const each of listed) checked.push(await check(project, each))
  const broken = checked.filter((each) => each.error)
  if (options.json) {
    const stacks = checked.map(({ name, error }) => ({
      name,
      valid: error === undefined,
      ...(error && {
        error: { code: error.code, message: error.message, hint: error.hint ?? null, details: error.details },
      }),
    }))
    printJson(context, { stacks })
    return broken.length > 0 ? 2 : 0
  }
  const { colors } = context.stdout
  for (const { name, error } of checked) {
    printLines(context, [error ? `${colors.red('✗')} ${name}` : `${colors.green('✓')} ${name}`])
    if (error) renderError(error, options, context)
  }
  return broken.length > 0 ? 2 : 0
}

async function check(project: Project, listed: ListedStack): Promise<Checked> {
  const { name } = listed
  if ('error' in listed) return { name, error: listed.error }
  const { spec, origins } = listed.stack
  try {
    await checkComponents(listed.stack, await loadFlavors(project, spec.packages, { origins }))
    return { name }
  } catch (thrown) {
    if (isRegaugeError(thrown)) return { name, error: thrown }
    throw thrown
  }
}
