import { relative } from 'node:path'
import { findProject, newStack } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'

/** What `stack new` takes. */
export interface StackNewOptions {
  readonly name: string
  readonly extends?: string
}

/** Writes a new stack file with comments that say what can be changed. */
export const stackNew: Command<StackNewOptions> = async ({ name, extends: lower, json }, context) => {
  const path = await newStack(await findProject(context.cwd), name, { extends: lower })
  const file = relative(context.cwd, path)
  if (json) printJson(context, { stack: name, file })
  else printLines(context, [`Wrote ${file}. Edit it, then: regauge stack validate ${name}`])
  return 0
}
