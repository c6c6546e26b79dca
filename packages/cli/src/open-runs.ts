import { BRIEFLY, patientStore } from '@regauge/core/artifacts'
import { findRun, readRun } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { RegaugeError } from '@regauge/core/errors'
import { chooseStack, findProject, loadStack, openSecrets, openStore } from '@regauge/core/stack'
import type { ArtifactStore } from '@regauge/core'
import type { CommandContext } from './context.ts'

/** The store of a stack, open, to look at the runs that it holds. */
export interface OpenedRuns extends AsyncDisposable {
  readonly store: ArtifactStore
  /** Name of the stack. */
  readonly stack: string
  /** The run that a person means. Throws `RUN_NOT_FOUND` or `RUN_AMBIGUOUS`. */
  find(name: string): Promise<RunView>
}

/** Opens the store of the stack that the flag names, or of the one in use, and nothing else of that stack. */
export async function openRuns(
  flag: string | undefined,
  { cwd, env, signal }: Pick<CommandContext, 'cwd' | 'env' | 'signal'>,
): Promise<OpenedRuns> {
  const project = await findProject(cwd)
  const choice = await chooseStack({ flag, env, project })
  const { spec, origins } = await loadStack(project, choice.name, choice.by)
  const backend = await openStore(
    { component: spec.components['artifact-store'], packages: spec.packages },
    { projectRoot: project.root, env, secrets: openSecrets(project, { env }), origins },
  )
  const store = patientStore(backend, BRIEFLY)
  return {
    store,
    stack: choice.name,
    async find(name) {
      const run = await findRun(store, name, { signal })
      const view = await readRun(store, run, { signal })
      if (view) return view
      throw new RegaugeError('RUN_NOT_FOUND', {
        message: `Run "${run}" has no record yet, or has just been deleted.`,
        hint: 'List the runs with `regauge runs list`.',
      })
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}
