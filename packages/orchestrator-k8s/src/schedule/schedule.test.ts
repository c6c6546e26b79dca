import { describe, expect, test } from 'vitest'
import { orchestratorConfig } from '../config.ts'
import { featuresOf } from '../features.ts'
import { checkSchedule } from './check-schedule.ts'
import { cronJob, type CronJobScope } from './cron-job.ts'
import type { ScheduleSpec } from './schedule-spec.ts'
import { scheduledRunKey, scheduledTimeOf } from './scheduled-run.ts'

const NIGHTLY: ScheduleSpec = { pipeline: 'training', name: 'nightly', cron: '30 4 * * 1-5', timeZone: 'Europe/Berlin' }

const scope = (version = 'v1.34.4'): CronJobScope => ({
  namespace: 'ml',
  config: orchestratorConfig.parse({}),
  features: featuresOf(version),
  env: { REGAUGE_INPUT: '{}' },
  secretEnv: {},
})

describe('the CronJob of a schedule', () => {
  test('says when, in which time zone, and what happens when the last run is still under way', () => {
    expect(cronJob(NIGHTLY, scope())).toMatchObject({
      kind: 'CronJob',
      metadata: { name: expect.stringMatching(/^rg-training-[0-9a-z]{10}$/), namespace: 'ml' },
      spec: {
        schedule: '30 4 * * 1-5',
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3_600,
        suspend: false,
      },
    })
    const other = cronJob({ ...NIGHTLY, concurrency: 'replace', deadlineMs: 90_500, suspended: true }, scope())
    expect(other.spec).toMatchObject({ concurrencyPolicy: 'Replace', startingDeadlineSeconds: 91, suspend: true })
  })

  test('starts drivers, restarted and restricted like any other', () => {
    const { jobTemplate } = cronJob(NIGHTLY, scope()).spec
    expect(jobTemplate.spec).toMatchObject({ backoffLimit: 6, podReplacementPolicy: 'Failed' })
    const pod = jobTemplate.spec!.template.spec!
    expect(pod).toMatchObject({ restartPolicy: 'Never', serviceAccountName: 'regauge-driver' })
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true })
  })

  test('tells a driver its Job, and so the time that its run was due', () => {
    const [container] = cronJob(NIGHTLY, scope()).spec.jobTemplate.spec!.template.spec!.containers
    expect(container!.env).toContainEqual({
      name: 'REGAUGE_JOB_NAME',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } },
    })
  })

  test('has no time zone where the server knows none', () => {
    expect(cronJob(NIGHTLY, scope('v1.24.0')).spec).not.toHaveProperty('timeZone')
  })
})

describe('row 28: a run of a schedule', () => {
  test('has an id from the time that it was due, however many Jobs are started for it', () => {
    const due = new Date('2026-11-21T18:30:00Z')
    const job = `rg-training-g59xab5sv2-${due.getTime() / 60_000}`
    expect(scheduledTimeOf(job)).toEqual(due)
    expect(scheduledRunKey('training', 'nightly', due)).toBe('schedule/training/nightly/2026-11-21T18:30:00.000Z')
  })

  test('was not due where no CronJob made its Job', () => {
    expect(scheduledTimeOf('rg-hfjfzd6p5r-d1')).toBeUndefined()
  })
})

describe('a schedule', () => {
  test.each(['* * * * *', '*/5 0-6,18 1 jan-mar MON', '0 0 1 1 0', '@daily', '15 3 ? * 6', '5/10 * * * *'])(
    '"%s" is taken',
    (cron) => {
      expect(() => checkSchedule({ ...NIGHTLY, cron })).not.toThrow()
    },
  )

  test.each([
    [{ cron: '* * * *' }, 'it has 4 fields instead of 5'],
    [{ cron: '0 0 4 * * *' }, 'it has 6 fields instead of 5'],
    [{ cron: '60 * * * *' }, '"60" is no minute'],
    [{ cron: '0 6-4 * * *' }, '"6-4" is no hour'],
    [{ cron: '0 0 0 * *' }, '"0" is no day of month'],
    [{ cron: '0 0 * foo *' }, '"foo" is no month'],
    [{ cron: '*/0 * * * *' }, '"*/0" is no minute'],
    [{ cron: 'TZ=UTC 0 0 * * *' }, 'it has 6 fields instead of 5'],
    [{ cron: '@reboot' }, 'it has 1 fields instead of 5'],
    [{ timeZone: 'Europe/Nowhere' }, '"Europe/Nowhere" is no time zone'],
    [{ timeZone: 'Local' }, '"Local" is no time zone'],
    [{ timeZone: '+02:00' }, '"+02:00" is no time zone'],
    [{ deadlineMs: 5_000 }, 'a deadline of 5.0s is too short'],
  ])('%j is refused', (given, problem) => {
    expect(() => checkSchedule({ ...NIGHTLY, ...given })).toThrow(
      expect.objectContaining({
        code: 'KUBERNETES_SCHEDULE_INVALID',
        message: expect.stringContaining(`Schedule "nightly" of pipeline "training": `) as unknown,
      }),
    )
    expect(() => checkSchedule({ ...NIGHTLY, ...given })).toThrow(problem)
  })
})
