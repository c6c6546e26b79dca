import type { RequestRecord } from '@regauge/core/records'
import { openStack } from '@regauge/core/run'
import type { OpenedProjectStack } from '@regauge/core/run'
import { findProject, openSecrets } from '@regauge/core/stack'
import type { CommandContext } from './context.ts'

/** What `openRequested` opens. */
export type OpenedRequested = Omit<OpenedProjectStack, 'choice'>

/** Opens the stack that a driver was asked for with, in the project of this directory. Throws what opening one throws. */
export async function openRequested(
  { stack: spec }: RequestRecord,
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<OpenedRequested> {
  const project = await findProject(cwd)
  const secrets = openSecrets(project, { env })
  const stack = await openStack({ spec }, { project, secrets, env })
  return { project, stack, secrets, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() }
}
