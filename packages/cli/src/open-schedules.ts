import type { SchedulePlace } from '@regauge/core'
import { openProjectStack, schedulePlaceOf } from '@regauge/core/run'
import type { OpenedProjectStack } from '@regauge/core/run'
import type { CommandContext } from './context.ts'

/** A stack, open, and what starts runs by itself there. */
export interface OpenedSchedules extends OpenedProjectStack {
  readonly place: SchedulePlace
}

/** Opens the stack that the flag names, or the one in use. Throws `SCHEDULE_UNSUPPORTED` where it keeps no schedules. */
export async function openSchedules(
  flag: string | undefined,
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<OpenedSchedules> {
  await using owned = new AsyncDisposableStack()
  const opened = owned.use(await openProjectStack({ cwd, env, flag }))
  const place = schedulePlaceOf(opened.stack)
  const kept = owned.move()
  return { ...opened, place, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
