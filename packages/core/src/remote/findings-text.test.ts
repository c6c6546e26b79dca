import { expect, test } from 'vitest'
import { formatFindings, parseFindings } from './findings-text.ts'

const long = (text: string) => text.repeat(2_000)

test('findings come back as they were', () => {
  const findings = [
    { name: 'write', ok: true, detail: 'wrote an object in 3ms' },
    { name: 'race', ok: false, detail: 'No.', code: 'STORE_UNSUITABLE', hint: 'Use another one.' },
  ]
  expect(parseFindings(formatFindings(findings))).toEqual(findings)
})

test('findings that are too long for the last words of a container are cut, and what they are is kept', () => {
  const findings = [1, 2, 3].map((n) => ({
    name: `p${n}`,
    ok: false,
    detail: long('ü'),
    code: 'STORE_DENIED',
    hint: long('ö'),
  }))
  const text = formatFindings(findings)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096)
  expect(parseFindings(text)).toMatchObject([
    { name: 'p1', ok: false, code: 'STORE_DENIED' },
    { name: 'p2' },
    { name: 'p3' },
  ])
})

test.for([undefined, '', 'a log line', 'null', '{"regauge":1,"class":"config"}'])('%s holds none', (text) => {
  expect(parseFindings(text)).toBeUndefined()
})
