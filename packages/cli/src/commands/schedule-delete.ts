import type { StandingSchedule } from '@regauge/core'
import { RegaugeError, suggest } from '@regauge/core/errors'
import type { Command } from '../context.ts'
import { openSchedules } from '../open-schedules.ts'
import { printJson, printLines } from '../output/print.ts'

/** What `schedule delete` takes. */
export interface ScheduleDeleteOptions {
  readonly pipeline: string
  /** Needed where the pipeline has several. */
  readonly name?: string
  readonly stack?: string
}

/** Takes a schedule away. The runs that it has started stay, and those that are under way go on. */
export const scheduleDelete: Command<ScheduleDeleteOptions> = async (options, context) => {
  const { signal } = context
  await using opened = await openSchedules(options.stack, context)
  const { place, stack } = opened
  const found = find(await place.list(stack.spec.name, { signal }), options, stack.spec.name)
  const { pipeline, name } = found
  // Somebody else may have taken it away just now, which is as good.
  const { active, warnings } = (await place.delete(found, { signal })) ?? { active: 0, warnings: [] }
  for (const warning of warnings) context.stderr.write(`${warning}\n`)
  if (options.json) {
    printJson(context, { stack: stack.spec.name, pipeline, name, active })
  } else {
    const goOn = active === 0 ? '' : ` Runs under way go on: ${active}.`
    printLines(context, [`Deleted schedule "${name}" of pipeline "${pipeline}".${goOn}`])
  }
  return 0
}

function find(
  standing: readonly StandingSchedule[],
  { pipeline, name }: Pick<ScheduleDeleteOptions, 'pipeline' | 'name'>,
  stack: string,
): StandingSchedule {
  const ofPipeline = standing.filter((each) => each.pipeline === pipeline)
  const names = ofPipeline.map((each) => each.name)
  if (ofPipeline.length === 0) {
    throw new RegaugeError('SCHEDULE_NOT_FOUND', {
      message: `Pipeline "${pipeline}" has no schedule on stack "${stack}".`,
      hint: suggest(pipeline, new Set(standing.map((each) => each.pipeline))),
      details: { pipeline, stack },
    })
  }
  const [first] = ofPipeline
  if (name === undefined && ofPipeline.length === 1) return first!
  if (name === undefined) {
    throw new RegaugeError('SCHEDULE_AMBIGUOUS', {
      message: `Pipeline "${pipeline}" has ${names.length} schedules on stack "${stack}".`,
      hint: `Say which: regauge schedule delete ${pipeline} ${names.join('|')}`,
      details: { pipeline, stack, schedules: names },
    })
  }
  const found = ofPipeline.find((each) => each.name === name)
  if (found) return found
  throw new RegaugeError('SCHEDULE_NOT_FOUND', {
    message: `Pipeline "${pipeline}" has no schedule "${name}" on stack "${stack}".`,
    hint: suggest(name, names),
    details: { pipeline, schedule: name, stack },
  })
}
