import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chooseStack, findProject, formatOrigin, loadStack, printStack } from '@regauge/core/stack'
import type { LoadedStack } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { printJson } from '../output/print.ts'

/** What `stack show` takes. */
export interface StackShowOptions {
  readonly name?: string | undefined
  readonly resolved?: boolean
}

/** Prints a stack as its file has it or, resolved, what it comes to with the place of every value. */
export const stackShow: Command<StackShowOptions> = async ({ name, resolved = false, json }, context) => {
  const project = await findProject(context.cwd)
  const choice = await chooseStack({ flag: name, env: context.env, project })
  const stack = await loadStack(project, choice.name, choice.by)
  if (json) {
    printJson(context, {
      name: stack.name,
      file: stack.file ?? null,
      extends: stack.extends,
      revision: stack.revision,
      spec: stack.spec,
      ...(resolved && { origins: originTexts(stack) }),
    })
  } else if (resolved || stack.file === undefined) {
    context.stdout.write(`# revision ${stack.revision}\n${await printStack(stack, { origins: resolved })}`)
  } else {
    const text = await readFile(join(project.root, stack.file), 'utf8')
    context.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  return 0
}

function originTexts({ origins }: LoadedStack): { readonly [pointer: string]: string } {
  return Object.fromEntries([...origins].map(([pointer, origin]) => [pointer, formatOrigin(origin)]))
}
