import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SPEC_SCHEMAS } from '../spec/wire/spec-wire.ts'
import { expectMistake, type Loose } from './mistakes.fixture.ts'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'

const tick = step({ name: 'tick', run() {} })

/** A pipeline with a rate, and with whatever is said of its schedule. */
const scheduled = (schedule: Loose) =>
  pipeline({
    name: 'training',
    params: z.object({ rate: z.number().max(1), note: z.string().default('') }),
    schedule,
    build: ({ run }) => void run(tick, {}),
  })

describe('the schedules of a pipeline', () => {
  test('stand in its spec, with what was left to itself filled in', () => {
    const spec = scheduled({ cron: '30 4 * * 1-5', params: { rate: 0.1 } }).toSpec()
    expect(spec.schedules).toEqual([
      { name: 'default', cron: '30 4 * * 1-5', timeZone: 'Etc/UTC', concurrency: 'forbid', params: { rate: 0.1 } },
    ])
    expect(SPEC_SCHEMAS.pipelineSpec.parse(spec)).toEqual(spec)
  })

  test('are several where they have names', () => {
    const weekly = { name: 'weekly', cron: '@weekly', timeZone: 'Europe/Berlin', deadline: '2h', params: { rate: 1 } }
    const spec = scheduled([
      { ...weekly, concurrency: 'replace' },
      { ...weekly, name: 'again' },
    ]).toSpec()
    expect(spec.schedules).toMatchObject([{ ...weekly, concurrency: 'replace' }, { name: 'again' }])
    expect(SPEC_SCHEMAS.pipelineSpec.parse(spec)).toEqual(spec)
  })

  test('are left out of the spec where there are none', () => {
    expect(scheduled(undefined).toSpec()).not.toHaveProperty('schedules')
  })

  test.each([
    [null, /Pipeline "training": a schedule: it is no object/],
    [[], /Pipeline "training": the list of schedules is empty/],
    [
      { name: 'nightly', cron: '60 * * * *' },
      /Pipeline "training", schedule "nightly": cron is "60 .*": "60" is no minute/,
    ],
    [{}, /a schedule: cron is not there: it is no text/],
    [{ timeZone: 'Europe/Nowhere' }, /timeZone is "Europe\/Nowhere", which is none/],
    [{ concurrency: 'queue' }, /there is no concurrency "queue"/],
    [{ deadline: '5 minutes' }, /deadline is "5 minutes", which is no duration/],
    [{ params: { since: new Date(0) } }, /params holds a Date at since/],
  ])('are refused at once where they make no sense: %j', (given, message) => {
    const isTime = given !== null && !Array.isArray(given) && Object.keys(given).length > 0
    const schedule = isTime ? { cron: '@daily', ...given } : given
    expectMistake(() => scheduled(schedule), 'AUTHORING_SCHEDULE_INVALID', message)
  })

  test('have options and names like everything else', () => {
    expectMistake(
      () => scheduled({ cron: '@daily', timezone: 'Etc/UTC' }),
      'AUTHORING_OPTION_UNKNOWN',
      /there is no option "timezone"/,
      /Did you mean "timeZone"\?/,
    )
    const twice = [
      { cron: '@daily', name: 'a' },
      { cron: '@daily', name: 'A' },
    ]
    expectMistake(() => scheduled(twice), 'AUTHORING_NAME_TAKEN', /Pipeline "training": a schedule is named "a"/)
    expectMistake(() => scheduled({ cron: '@daily', name: 'a.b' }), 'AUTHORING_NAME_INVALID', /the name "a\.b"/)
  })

  test('are refused when the graph is built where the schema does not take their parameters', () => {
    const wrong = scheduled({ cron: '@daily', params: { rate: 7 } })
    expectMistake(
      () => wrong.toSpec(),
      'AUTHORING_SCHEDULE_INVALID',
      /schedule "default": its params are not valid: rate/,
    )
    const none = pipeline({
      name: 'p',
      schedule: { cron: '@daily', params: { a: 1 } as Loose },
      build: ({ run }) => void run(tick, {}),
    })
    expectMistake(() => none.toSpec(), 'AUTHORING_SCHEDULE_INVALID', /a: the pipeline takes no parameters/)
  })
})
