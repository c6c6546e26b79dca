import { resolve } from 'node:path'
import type { AppliedSchedule, ScheduleSpec } from '@regauge/core'
import { parseModuleRef } from '@regauge/core/code'
import { applySchedule, prepareSchedules } from '@regauge/core/run'
import type { Command, CommandContext } from '../context.ts'
import { nextTime } from '../next-time.ts'
import { openSchedules } from '../open-schedules.ts'
import { printJson, printLines } from '../output/print.ts'
import { localTime } from '../output/time-text.ts'
import { keepStdoutForResults } from '../prepare-pipeline.ts'

/** What `schedule apply` takes. */
export interface ScheduleApplyOptions {
  readonly module: string
  readonly stack?: string
}

/**
 * Has the schedules of a pipeline kept by a stack. One that stands already becomes as the code says; one that the code
 * does not have any more stands on, and is named.
 */
export const scheduleApply: Command<ScheduleApplyOptions> = async (options, context) => {
  const { signal, cwd } = context
  const { module, exportName } = parseModuleRef(options.module)
  keepStdoutForResults()
  await using opened = await openSchedules(options.stack, context)
  const { place, stack, project } = opened
  const from = {
    module: resolve(cwd, module),
    exportName,
    projectRoot: project.root,
    external: project.bundle.external,
  }
  const prepared = await prepareSchedules(from, stack.facts)
  const applied: Applied[] = []
  for (const each of prepared) {
    signal.throwIfAborted()
    applied.push({ schedule: each.schedule, ...(await applySchedule({ ...each, stack, place, signal })) })
  }
  const pipeline = prepared[0]!.prepared.spec.name
  const names = new Set(applied.map(({ schedule }) => schedule.name))
  const standing = await place.list(stack.spec.name, { signal })
  const others = standing.flatMap((each) => (each.pipeline === pipeline && !names.has(each.name) ? [each.name] : []))
  tell({ stack: stack.spec.name, pipeline, applied, others }, options.json, context)
  return 0
}

interface Applied extends AppliedSchedule {
  readonly schedule: ScheduleSpec
}

interface Told {
  readonly stack: string
  readonly pipeline: string
  readonly applied: readonly Applied[]
  /** Schedules of the pipeline that stand, and that its code does not have. */
  readonly others: readonly string[]
}

function tell({ stack, pipeline, applied, others }: Told, json: boolean | undefined, context: CommandContext): void {
  const warnings = [
    ...applied.flatMap((each) => each.warnings),
    ...others.map(
      (name) =>
        `Schedule "${name}" is not in the code and stands on. Take it away with: regauge schedule delete ${pipeline} ${name}`,
    ),
  ]
  for (const warning of new Set(warnings)) context.stderr.write(`${warning}\n`)
  if (json) {
    const schedules = applied.map(({ schedule: { params: _params, ...schedule }, change }) => {
      return { ...schedule, change, next: nextTime(schedule)?.toISOString() ?? null }
    })
    printJson(context, { stack, pipeline, schedules, others })
    return
  }
  const { colors } = context.stdout
  printLines(
    context,
    applied.map(({ schedule, change }) => {
      const next = nextTime(schedule)
      const when = next ? `, next ${localTime(next.getTime())}` : ''
      return `${colors.green('✓')} ${pipeline} ${schedule.name} ${change}: ${schedule.cron} ${schedule.timeZone}${when}`
    }),
  )
}
