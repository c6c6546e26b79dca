import { chooseStack, findProject, listStacks } from '@regauge/core/stack'
import type { ListedStack } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { oneLine } from '../output/one-line.ts'
import { printJson, printLines } from '../output/print.ts'
import { table } from '../output/table.ts'

/** Lists the stacks of the project, also those whose files are broken, and marks the one that is in use. */
export const stackList: Command<object> = async ({ json }, context) => {
  const project = await findProject(context.cwd)
  const choice = await chooseStack({ env: context.env, project })
  const stacks = await listStacks(project)
  if (json) {
    printJson(context, { stacks: stacks.map((listed) => stackDocument(listed, choice.name)) })
    return 0
  }
  const { colors, columns: width } = context.stdout
  const rows = stacks.map((listed) => {
    const used = listed.name === choice.name
    const file = listed.file ?? '(built in)'
    if ('error' in listed) {
      return [
        used ? '*' : '',
        listed.name,
        '',
        file,
        colors.red(`${listed.error.code}: ${oneLine(listed.error.message)}`),
      ]
    }
    const { spec, revision } = listed.stack
    return [
      used ? '*' : '',
      used ? colors.bold(listed.name) : listed.name,
      revision.slice(0, 12),
      file,
      spec.description ?? '',
    ]
  })
  const titles = ['', 'name', 'revision', 'file', 'description']
  printLines(context, table(rows, { columns: titles.map((title) => ({ title })), title: colors.dim, width }))
  return 0
}

function stackDocument(listed: ListedStack, used: string): object {
  const { name, file } = listed
  const known = { name, used: name === used, file: file ?? null }
  if ('error' in listed) {
    const { code, message, hint } = listed.error
    return { ...known, error: { code, message, hint: hint ?? null } }
  }
  const { spec, revision, extends: lower } = listed.stack
  return { ...known, revision, extends: lower, description: spec.description ?? null }
}
