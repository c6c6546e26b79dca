import { findProject, useStack } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'

/** Chooses the stack that serves on this machine until another is chosen. */
export const stackUse: Command<{ readonly name: string }> = async ({ name, json }, context) => {
  await useStack(await findProject(context.cwd), name)
  if (json) printJson(context, { stack: name })
  else printLines(context, [`This project now runs on stack "${name}".`])
  const variable = context.env['REGAUGE_STACK']
  if (variable && variable !== name) {
    context.stderr.write(`REGAUGE_STACK is set to "${variable}" and still wins over this choice.\n`)
  }
  return 0
}
