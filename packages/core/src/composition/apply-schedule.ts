import { hostname, userInfo } from 'node:os'
import { BRIEFLY, patientStore } from '../artifacts/patient-store.ts'
import type { AppliedSchedule, SchedulePlace } from '../contracts/schedule-place.ts'
import { putTemplate, type ScheduleTemplate } from '../records/schedule-template.ts'
import type { Stack } from './open-stack.ts'
import type { PreparedSchedule } from './prepare-schedules.ts'
import { storePrepared } from './store-prepared.ts'
import { storeSpecOf } from './store-spec.ts'

export interface ApplyScheduleOptions extends PreparedSchedule {
  readonly stack: Pick<Stack, 'spec' | 'store' | 'needs'>
  readonly place: SchedulePlace
  readonly signal?: AbortSignal | undefined
}

/**
 * Stores what the runs of a schedule need, and has its place keep the schedule. Idempotent. Throws what the place
 * throws, `STORE_UNSUITABLE` and `STACK_FILE_REMOTE`.
 */
export async function applySchedule(options: ApplyScheduleOptions): Promise<AppliedSchedule> {
  const { stack, place, schedule, prepared, signal } = options
  const { spec, params, code, plan } = prepared
  const needs = stack.needs('all')
  const store = patientStore(stack.store, BRIEFLY)
  await storePrepared(store, prepared, stack.spec)
  const template: ScheduleTemplate = {
    schema: 'regauge.schedule/1',
    pipeline: spec.name,
    schedule: schedule.name,
    spec,
    params,
    submittedBy: { user: userInfo().username, host: hostname() },
    code: code.digest,
    plan,
    stack: stack.spec,
  }
  const digest = await putTemplate(store, template, { signal })
  const storeSpec = storeSpecOf(stack.spec)
  const request = { stack: stack.spec.name, pipeline: spec.name, schedule, template: digest, storeSpec, needs }
  return place.apply(request, { signal })
}
