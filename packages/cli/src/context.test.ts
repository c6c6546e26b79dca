import { expect, test } from 'vitest'
import { takesColor } from './context.ts'

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
])('a terminal (%s) with %j takes colour: %s', (isTTY, env, takes) => {
  expect(takesColor(isTTY, env)).toBe(takes)
})
