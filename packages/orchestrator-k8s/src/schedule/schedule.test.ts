import type { ScheduleSpec } from '@regauge/core'
import { describe, expect, test } from 'vitest'
import { orchestratorConfig } from '../config.ts'
import { featuresOf } from '../features.ts'
import { cronJob, type CronJobScope } from './cron-job.ts'
import { mergePatch } from './merge-patch.ts'
import { scheduledTimeOf } from './scheduled-time.ts'

const NIGHTLY: ScheduleSpec = {
  name: 'nightly',
  cron: '30 4 * * 1-5',
  timeZone: 'Europe/Berlin',
  concurrency: 'forbid',
  params: {},
}

const scope = (version = 'v1.34.4'): CronJobScope => ({
  namespace: 'ml',
  config: orchestratorConfig.parse({}),
  features: featuresOf(version),
  env: { REGAUGE_INPUT: '{}' },
  secretEnv: {},
})

/** The CronJob of the nightly schedule, or of one that differs from it. */
const made = (change: Partial<ScheduleSpec> = {}, version?: string) =>
  cronJob({ stack: 'k8s', pipeline: 'training', schedule: { ...NIGHTLY, ...change } }, scope(version))

describe('the CronJob of a schedule', () => {
  test('says when, in which time zone, and what happens when the last run is still under way', () => {
    expect(made()).toMatchObject({
      kind: 'CronJob',
      metadata: {
        name: expect.stringMatching(/^rg-training-[0-9a-z]{10}$/) as string,
        namespace: 'ml',
        annotations: {
          'regauge.dev/stack': 'k8s',
          'regauge.dev/pipeline': 'training',
          'regauge.dev/schedule': 'nightly',
        },
      },
      spec: {
        schedule: '30 4 * * 1-5',
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3_600,
      },
    })
    expect(made({ concurrency: 'replace', deadline: '90.5s' }).spec).toMatchObject({
      concurrencyPolicy: 'Replace',
      startingDeadlineSeconds: 91,
    })
  })

  test('starts drivers, restarted and restricted like any other', () => {
    const { jobTemplate } = made().spec
    expect(jobTemplate.spec).toMatchObject({ backoffLimit: 6, podReplacementPolicy: 'Failed' })
    const pod = jobTemplate.spec!.template.spec!
    expect(pod).toMatchObject({ restartPolicy: 'Never', serviceAccountName: 'regauge-driver' })
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true })
  })

  test('tells a driver its Job, and so the time that its run was due', () => {
    const [container] = made().spec.jobTemplate.spec!.template.spec!.containers
    expect(container!.env).toContainEqual({
      name: 'REGAUGE_REMOTE_JOB',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } },
    })
  })

  test('has no time zone where the server knows none', () => {
    expect(made({}, 'v1.24.0').spec).not.toHaveProperty('timeZone')
  })

  test('is refused with a deadline within which nobody looks', () => {
    expect(() => made({ deadline: '5s' })).toThrow(
      expect.objectContaining({
        code: 'KUBERNETES_SCHEDULE_INVALID',
        message:
          'Schedule "nightly" of pipeline "training": a deadline of 5.0s is too short for Kubernetes, which looks every 10 s.',
      }) as Error,
    )
  })
})

const DUE = new Date('2026-11-21T18:30:00Z')
const minutesOf = (due: Date) => due.getTime() / 60_000

describe('row 28: the Job of a schedule', () => {
  test('says in its name when it was due, whoever started it', () => {
    expect(scheduledTimeOf(`rg-training-g59xab5sv2-${minutesOf(DUE)}`, DUE)).toEqual(DUE)
    const later = new Date('2030-01-01T00:00:00Z')
    expect(scheduledTimeOf(`again-${minutesOf(DUE)}`, later)).toEqual(DUE)
  })

  test('was due although the clock of its node is behind, or a person has put it forward', () => {
    const early = new Date('2026-11-21T00:00:00Z')
    expect(scheduledTimeOf(`rg-training-g59xab5sv2-${minutesOf(DUE)}`, early)).toEqual(DUE)
  })

  test.each([
    'rg-hfjfzd6p5r-d1',
    'by-hand',
    // As minutes, July 2008.
    'backfill-20261122',
    'backfill-20991231',
    'backfill-00000000',
    // February 2027.
    'ticket-30045678',
  ])('was not due where a person has called it otherwise: "%s"', (name) => {
    expect(scheduledTimeOf(name, DUE)).toBeUndefined()
  })
})

test('a merge patch takes away what is too much, at every depth, and replaces lists', () => {
  const has = { a: 1, b: { c: 1, d: 2 }, list: [1, 2] }
  expect(mergePatch(has, { b: { c: 3, e: { f: 1 } }, list: [3], g: undefined })).toEqual({
    a: null,
    b: { c: 3, d: null, e: { f: 1 } },
    list: [3],
  })
})
