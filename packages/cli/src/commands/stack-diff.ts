import { diffStacks, findProject, formatPath, loadStack } from '@regauge/core/stack'
import type { StackChange } from '@regauge/core/stack'
import type { Colors, Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'

/** Prints what leads from one stack to the other. References stand in it unresolved. */
export const stackDiff: Command<{ readonly a: string; readonly b: string }> = async ({ a, b, json }, context) => {
  const project = await findProject(context.cwd)
  const [before, after] = await Promise.all([loadStack(project, a), loadStack(project, b)])
  // That the two have different names is why they were named.
  const changes = diffStacks(before.spec, after.spec).filter(({ path }) => path[0] !== 'name')
  if (json) {
    const side = ({ name, revision }: typeof before) => ({ name, revision })
    printJson(context, {
      a: side(before),
      b: side(after),
      changes: changes.map((change) => ({ ...change, path: formatPath(change.path) })),
    })
  } else if (changes.length === 0) {
    context.stderr.write(`Stacks "${a}" and "${b}" are equal.\n`)
  } else {
    printLines(
      context,
      changes.flatMap((change) => changeLines(change, context.stdout.colors)),
    )
  }
  return 0
}

function changeLines(change: StackChange, colors: Colors): readonly string[] {
  const path = formatPath(change.path)
  const removed = (value: unknown) => colors.red(`- ${path}: ${JSON.stringify(value)}`)
  const added = (value: unknown) => colors.green(`+ ${path}: ${JSON.stringify(value)}`)
  switch (change.kind) {
    case 'removed':
      return [removed(change.before)]
    case 'added':
      return [added(change.after)]
    case 'changed':
      return [removed(change.before), added(change.after)]
  }
}
