import { probeStack, type StackFinding } from '@regauge/core/run'
import { chooseStack, findProject, openSecrets } from '@regauge/core/stack'
import type { Project, StackChoice } from '@regauge/core/stack'
import type { CommandContext } from '../context.ts'
import { parseDurationOption } from '../duration-option.ts'

const WHY: Readonly<Record<StackChoice['by'], string>> = {
  flag: 'named on the command line',
  environment: 'REGAUGE_STACK',
  use: '`regauge stack use`',
  project: 'defaultStack in regauge.yaml',
  'built-in': 'built in, since nothing else was chosen',
}

/** What every doctor takes. */
export interface DoctorOptions {
  readonly stack?: string | undefined
  readonly timeout: string
}

/** The project and the stack that a doctor looks at. */
export interface Doctor {
  readonly project: Project
  /** Name of the stack. */
  readonly stack: string
  /** How long each probe may take. */
  readonly timeoutMs: number
  /** Which stack it is and why, and what its probes find. */
  readonly lookAtStack: () => AsyncIterable<StackFinding>
}

/** Finds the project and chooses the stack; looks at nothing yet. */
export async function openDoctor({ stack, timeout }: DoctorOptions, context: CommandContext): Promise<Doctor> {
  const { cwd, env, signal } = context
  const timeoutMs = parseDurationOption(timeout, '--timeout')
  const project = await findProject(cwd)
  const choice = await chooseStack({ flag: stack, env, project })
  const secrets = openSecrets(project, { env })
  return {
    project,
    stack: choice.name,
    timeoutMs,
    async *lookAtStack() {
      yield { name: 'stack', ok: true, detail: `${choice.name} (${WHY[choice.by]})` }
      yield* probeStack(project, { choice, env, secrets, signal, timeoutMs })
    },
  }
}
