import type { V1CronJob } from '@kubernetes/client-node'
import type { ScheduleName, StandingSchedule } from '@regauge/core'
import type { Wire } from '../api/wire.ts'
import { ANNOTATIONS } from '../objects/keys.ts'
import { CONCURRENCY_POLICIES } from './cron-job.ts'

const CONCURRENCIES = Object.entries(CONCURRENCY_POLICIES) as readonly (readonly [
  // Object.entries forgets the names of members.
  keyof typeof CONCURRENCY_POLICIES,
  string,
])[]

/** Whose schedule a CronJob is, as it says itself; undefined where it is none of ours. */
export function scheduleNameOf({ metadata }: Wire<V1CronJob>): ScheduleName | undefined {
  const {
    [ANNOTATIONS.stack]: stack,
    [ANNOTATIONS.pipeline]: pipeline,
    [ANNOTATIONS.schedule]: name,
  } = metadata?.annotations ?? {}
  if (stack === undefined || pipeline === undefined || name === undefined) return undefined
  return { stack, pipeline, name }
}

/** The schedule that a CronJob is; undefined where it is none of ours. */
export function standingSchedule(object: Wire<V1CronJob>): StandingSchedule | undefined {
  const of = scheduleNameOf(object)
  const { spec, status } = object
  if (!of || !spec) return undefined
  const { schedule: cron, timeZone = 'Etc/UTC', concurrencyPolicy = 'Allow', suspend: suspended = false } = spec
  const concurrency = CONCURRENCIES.find(([, policy]) => policy === concurrencyPolicy)?.[0] ?? 'allow'
  const last = status?.lastScheduleTime
  return {
    ...of,
    cron,
    timeZone,
    concurrency,
    suspended,
    ...(last !== undefined && { lastTime: new Date(last) }),
    active: status?.active?.length ?? 0,
  }
}
