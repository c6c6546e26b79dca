import { expect, test } from 'vitest'
import { runSuites } from './suite-reports.fixture.ts'

/** What fails at least, of each suite of `broken-stores.fixture.ts`. */
const FAILS: { readonly [suite: string]: readonly string[] } = {
  'ifAbsent ignored': ['the second writer of 5 bytes is told so and changes nothing'],
  'ifAbsent looked up first': ['of many writers of 5 bytes at once exactly one is told that it wrote'],
  'range too long': ['a range holds its bytes, cut at the end of the object'],
  'end cut': ['65537 bytes come back as they were put', 'a long stream of small pieces comes back as it was put'],
  'parts visible': [
    'a source of 10 bytes that gives fewer leaves nothing behind',
    'an object that is being replaced is read whole',
  ],
  'keys not looked at': ['a key with a segment "." or ".." is refused', 'every other text is a key of its own'],
  'case folded': ['every other text is a key of its own'],
  'list in another order': ['keys come in the order of their UTF-8 bytes'],
  'list cut': ['a thousand entries are a page where nothing else is said'],
  'start of a list included': ['a list begins after any text, whether or not it is a key'],
  'absent keys an error of deletes': ['deleting takes the objects away and minds no absent ones'],
  'another error for absent objects': ['an absent object cannot be read, has no age and is in no list'],
  'aborts ignored': [
    'a call whose signal has aborted throws its reason and does nothing',
    'a get that is aborted on its way throws the reason',
  ],
  'age kept': ['the age of an object begins anew with each put'],
  'another clock': ['objects are dated by the clock that the store tells, to the second'],
  'disposed once only': ['disposing twice is no error'],
  'capability declared wrongly': [
    'a store reaches as far as its flavor declares',
    'a key is no folder of others at the same time: f and then f/g',
  ],
  'processes not waived': ['of writers in several processes exactly one is told that it wrote'],
  'waiver of no test': ['each names a test of the kit'],
  'waiver of a test that passes': ['a second put replaces the object (waived: it did not once)'],
}

test('a store that breaks a promise fails its test, and so does a waiver that does not hold', async () => {
  const reports = await runSuites(new URL('broken-stores.fixture.ts', import.meta.url))
  const failed = Object.fromEntries(Object.entries(reports).map(([suite, report]) => [suite, report.failed]))
  const wanted = Object.entries(FAILS).map(([suite, titles]) => [
    `artifact store "${suite}"`,
    expect.arrayContaining([...titles]) as string[],
  ])
  expect(failed).toEqual({ 'artifact store "nothing broken"': [], ...Object.fromEntries(wanted) })
})
