import { describe, expect, test } from 'vitest'
import { parseCron } from './cron.ts'
import { nextCronTime } from './next-cron-time.ts'
import { isTimeZone } from './time-zone.ts'

describe('a cron line', () => {
  test.each([
    '* * * * *',
    '*/5 0-6,18 1 jan-mar MON',
    '0 0 1 1 0',
    '@daily',
    '15 3 ? * 6',
    '5/10 * * * *',
    '0 0 29 2 *',
  ])('"%s" is read', (text) => {
    expect(parseCron(text).flaw).toBeUndefined()
  })

  test.each([
    ['* * * *', 'it has 4 fields instead of 5'],
    ['0 0 4 * * *', 'it has 6 fields instead of 5'],
    ['60 * * * *', '"60" is no minute'],
    ['0 6-4 * * *', '"6-4" is no hour'],
    ['0 0 0 * *', '"0" is no day of month'],
    ['0 0 * foo *', '"foo" is no month'],
    ['0 0 * * 7', '"7" is no day of week'],
    ['*/0 * * * *', '"*/0" is no minute'],
    ['TZ=UTC 0 0 * * *', 'it has 6 fields instead of 5'],
    ['@reboot', 'it has 1 fields instead of 5'],
    ['', 'it has 1 fields instead of 5'],
    ['0 0 30 2 *', 'that day never comes'],
  ])('"%s" is refused: %s', (text, flaw) => {
    expect(parseCron(text)).toEqual({ flaw })
  })
})

/** The next times after one, as UTC. */
function times(text: string, after: string, timeZone = 'UTC', count = 1): readonly string[] {
  const { cron } = parseCron(text)
  const found: string[] = []
  for (let at: Date | undefined = new Date(after); at && found.length < count;) {
    at = nextCronTime(cron!, timeZone, at)
    if (at) found.push(at.toISOString().slice(0, 16))
  }
  return found
}

describe('the next time of a cron line', () => {
  test.each([
    ['* * * * *', '2026-11-21T18:30:00Z', '2026-11-21T18:31'],
    ['* * * * *', '2026-11-21T18:30:59.999Z', '2026-11-21T18:31'],
    ['30 4 * * 1-5', '2026-11-21T18:30:00Z', '2026-11-23T04:30'],
    ['0 0 1 1 *', '2026-11-21T18:30:00Z', '2027-01-01T00:00'],
    ['59 23 31 12 *', '2026-11-21T18:30:00Z', '2026-12-31T23:59'],
    ['0 12 29 2 *', '2097-01-01T00:00:00Z', '2104-02-29T12:00'],
    ['5/20 9 * * *', '2026-11-21T09:05:00Z', '2026-11-21T09:25'],
  ])('of "%s" after %s is %s', (text, after, next) => {
    expect(times(text, after)).toEqual([next])
  })

  test('may be on either kind of day where both are said, and has to be on both where one is open', () => {
    expect(times('0 0 13 * 5', '2026-11-01T00:00:00Z', 'UTC', 3)).toEqual([
      '2026-11-06T00:00',
      '2026-11-13T00:00',
      '2026-11-20T00:00',
    ])
    expect(times('0 0 13 * *', '2026-11-01T00:00:00Z', 'UTC', 2)).toEqual(['2026-11-13T00:00', '2026-12-13T00:00'])
    expect(times('0 0 */2 * 5', '2026-11-01T00:00:00Z', 'UTC', 2)).toEqual(['2026-11-03T00:00', '2026-11-05T00:00'])
  })

  test('is that of the clocks of its time zone, whatever the day in UTC', () => {
    expect(times('30 0 1 * *', '2026-11-21T00:00:00Z', 'Asia/Kolkata')).toEqual(['2026-11-30T19:00'])
    expect(times('0 8 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-03-29T06:00',
      '2026-03-30T06:00',
    ])
  })

  test('is left out where clocks are put forward over it, and comes twice where they are put back', () => {
    expect(times('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toEqual(['2026-03-30T00:30'])
    expect(times('30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T01:30',
    ])
  })
})

test.each([
  ['Europe/Berlin', true],
  ['Etc/UTC', true],
  ['Europe/Nowhere', false],
  ['Local', false],
  ['+02:00', false],
  ['', false],
])('whether "%s" is a time zone: %s', (text, is) => {
  expect(isTimeZone(text)).toBe(is)
})
