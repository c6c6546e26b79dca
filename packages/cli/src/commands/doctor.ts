import { lookAt } from '@regauge/core/probes'
import type { Command } from '../context.ts'
import { machineProbes } from '../doctor/machine-probes.ts'
import { openDoctor, type DoctorOptions } from '../doctor/open-doctor.ts'
import { printFindings } from '../doctor/print-findings.ts'

/** Looks at everything that a run needs, this machine and its stack, and says what to do about what is missing. */
export const doctor: Command<DoctorOptions> = async (options, context) => {
  const { project, stack, timeoutMs, lookAtStack } = await openDoctor(options, context)
  const { root, file } = project
  async function* look() {
    yield { name: 'project', ok: true, detail: file === undefined ? `${root} (no regauge.yaml)` : root }
    yield* lookAt(machineProbes(root), { signal: context.signal, timeoutMs })
    yield* lookAtStack()
  }
  return printFindings(look(), { json: options.json, document: { stack } }, context)
}
