import type { SecretSource } from '../contracts/orchestrator.ts'
import { chooseStack, type StackChoice } from '../registry/choose-stack.ts'
import { loadStack } from '../registry/load-stack.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { findProject, type Project } from '../registry/project.ts'
import { openStack, type Stack } from './open-stack.ts'

export interface OpenProjectStackOptions {
  /** A directory of the project. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What `--stack` says. */
  readonly flag?: string | undefined
}

/** A project with the stack that serves it, open. */
export interface OpenedProjectStack extends AsyncDisposable {
  readonly project: Project
  readonly choice: StackChoice
  readonly stack: Stack
  readonly secrets: SecretSource
}

/** Finds the project of a directory, chooses its stack and opens it. Throws what each of these throws. */
export async function openProjectStack({ cwd, env, flag }: OpenProjectStackOptions): Promise<OpenedProjectStack> {
  const project = await findProject(cwd)
  const choice = await chooseStack({ flag, env, project })
  const secrets = openSecrets(project, { env })
  const stack = await openStack(await loadStack(project, choice.name, choice.by), { project, secrets, env })
  return { project, choice, stack, secrets, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() }
}
