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
  'empty objects forgotten': ['0 bytes come back as they were put'],
  'small objects altered': ['1 bytes come back as they were put', '600 bytes come back as they were put'],
  'first object kept': ['a second put replaces the object'],
  'readers held to the end': ['a reader may stop before the end'],
  'a thousand deleted at most': ['more than a thousand objects are deleted in one call'],
  'deleted one by one': ['a refused key keeps the other keys of a delete'],
  'prefixes mended': ['a prefix that no key can have lists nothing'],
  'pieces of puts mixed': ['of objects that are put under one key at once one is left, whole'],
  'aborts told as failures': ['a call that is aborted while it is under way throws the reason, or has ended well'],
  'ifAbsent looked up first by each process': ['of writers in several processes exactly one is told that it wrote'],
  'keys mended': [
    'a key with nothing at all is refused',
    'a key with an empty segment is refused',
    'a key with a segment "." or ".." is refused',
    'a key with a control character is refused',
    'a key with half of a character is refused',
    'a key with a segment of more than 255 bytes is refused',
    'a key with more than 1,024 bytes is refused',
    'every other text is a key of its own',
  ],
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

/** Some thirty suites in one process. */
const PATIENT = { timeout: 300_000 }

test(
  'for each promise there is a store that breaks it and fails, and so does a waiver that does not hold',
  PATIENT,
  async () => {
    const reports = await runSuites(new URL('broken-stores.fixture.ts', import.meta.url))
    const failed = Object.fromEntries(Object.entries(reports).map(([suite, report]) => [suite, report.failed]))
    const wanted = Object.entries(FAILS).map(([suite, titles]) => [
      `artifact store "${suite}"`,
      expect.arrayContaining([...titles]) as string[],
    ])
    expect(failed).toEqual({ 'artifact store "nothing broken"': [], ...Object.fromEntries(wanted) })

    const promises = new Set(Object.values(reports).flatMap(({ all }) => all.map(withoutWaiver)))
    for (const title of Object.values(failed).flat()) promises.delete(title)
    expect([...promises], 'promises that nothing breaks').toEqual([])
  },
)

/** A test without what its title says of a waiver. */
function withoutWaiver(title: string): string {
  return title.replace(/ \(waived: .*\)$/, '')
}
