import { expect, test } from 'vitest'
import { facts, table } from './table.ts'

test('a table aligns its columns by their width on the terminal', () => {
  const lines = table(
    [
      ['日本', '1', 'first'],
      ['b', '23', ''],
    ],
    { columns: [{ title: 'name' }, { title: 'n', align: 'right' }, { title: 'note' }] },
  )
  expect(lines).toEqual(['name   n  note', '日本   1  first', 'b     23'])
})

test('a table cuts its lines to the width of the terminal', () => {
  expect(table([['a', 'a long sentence']], { columns: [{ title: 'x' }, { title: 'y' }], width: 8 })).toEqual([
    'x  y',
    'a  a lo…',
  ])
})

test('a table without rows is its line of titles', () => {
  expect(table([], { columns: [{ title: 'name' }], title: (line) => line.toUpperCase() })).toEqual(['NAME'])
})

test('facts stand in two columns', () => {
  expect(
    facts([
      ['run', '1'],
      ['pipeline', 'training'],
    ]),
  ).toEqual(['run       1', 'pipeline  training'])
})
