import { describe, expect, test } from 'vitest'
import type { Failure } from '../errors/failure.ts'
import { exitFailure, type WorkerExit } from './exit-failure.ts'

const FULL_HEAP = [
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ...Array.from({ length: 60 }, (_, frame) => `${frame}: 0x7f00 node::Abort()`),
]

describe('a worker that ended without a result', () => {
  const table: readonly (readonly [
    what: string,
    exit: Partial<WorkerExit>,
    lines: readonly string[],
    expected: Partial<Failure>,
  ])[] = [
    ['that exited well', { code: 0 }, [], { class: 'user', code: 'STEP_EXITED' }],
    ['that exited with a code', { code: 3 }, [], { class: 'user', code: 'STEP_EXITED' }],
    ['that ran out of heap', { signal: 'SIGABRT' }, FULL_HEAP, { class: 'oom', code: 'STEP_OUT_OF_MEMORY' }],
    ['that ran out of heap below a shell', { code: 134 }, FULL_HEAP, { class: 'oom', code: 'STEP_OUT_OF_MEMORY' }],
    ['whose heap V8 ended by a trap', { signal: 'SIGTRAP' }, FULL_HEAP, { class: 'oom', code: 'STEP_OUT_OF_MEMORY' }],
    ['that aborted', { signal: 'SIGABRT' }, ['about to'], { class: 'user', code: 'STEP_CRASHED' }],
    ['that crashed', { signal: 'SIGSEGV' }, [], { class: 'user', code: 'STEP_CRASHED' }],
    ['that somebody killed', { signal: 'SIGKILL' }, [], { class: 'infrastructure', code: 'STEP_KILLED' }],
    ['that somebody terminated', { signal: 'SIGTERM' }, FULL_HEAP, { class: 'infrastructure', code: 'STEP_KILLED' }],
    ['that we killed', { signal: 'SIGKILL', killed: true }, [], { class: 'infrastructure', code: 'STEP_KILLED' }],
  ]
  test.for(table)('%s', ([, exit, lines, expected]) => {
    expect(exitFailure({ code: null, signal: null, killed: false, ...exit }, lines)).toMatchObject(expected)
  })
})
