import { expect, test } from 'vitest'
import { nestingFault } from './nesting-fault.ts'

test('nested and empty elements have no fault', () => {
  expect(nestingFault('<a><b c="d"/><b>text</b></a>')).toBeUndefined()
})

test.each(['<a>', '</a>', '<a></b>', '<a b=c></a>', '<a b="<"></a>', 'a < b', '<a><b></a></b>'])(
  'a fault is found in %s',
  (xml) => {
    expect(nestingFault(xml)).toBeDefined()
  },
)
