import { packageCode, type PackageCodeOptions } from '../code/package-code.ts'
import type { StackFacts } from '../contracts/stack-facts.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { ScheduleSpec } from '../spec/schedule-spec.ts'
import { compileRun, type PreparedRun } from './prepare-run.ts'

/** One schedule of a pipeline, and what each of its runs will be. */
export interface PreparedSchedule {
  readonly schedule: ScheduleSpec
  readonly prepared: PreparedRun
}

/**
 * Packages a module and compiles its pipeline for each of its schedules. Throws every mistake that can be found before
 * a run has started, and `SCHEDULE_NONE`.
 */
export async function prepareSchedules(
  options: PackageCodeOptions,
  facts: StackFacts,
): Promise<readonly PreparedSchedule[]> {
  const code = await packageCode(options)
  const { name, schedules = [] } = code.definition.toSpec()
  if (schedules.length === 0) {
    throw new RegaugeError('SCHEDULE_NONE', {
      message: `Pipeline "${name}" has no schedule.`,
      hint: `Give it one: pipeline({ name: '${name}', schedule: { cron: '30 4 * * *' }, … }).`,
      details: { pipeline: name },
    })
  }
  const { projectRoot } = options
  const preparing = schedules.map(async (schedule) => {
    return { schedule, prepared: await compileRun(code, facts, { projectRoot, params: schedule.params }) }
  })
  return Promise.all(preparing)
}
