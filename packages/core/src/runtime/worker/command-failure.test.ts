import { expect, test } from 'vitest'
import type { Failure } from '../../errors/failure.ts'
import { commandFailure } from './command-failure.ts'
import type { CommandExit } from './execute.ts'

const table: readonly (readonly [exit: Partial<CommandExit>, expected: Partial<Failure>])[] = [
  [{ code: 1 }, { class: 'user', code: 'STEP_COMMAND_FAILED' }],
  [{ code: 139 }, { class: 'user', code: 'STEP_COMMAND_FAILED' }],
  [{ signal: 'SIGSEGV' }, { class: 'user', code: 'STEP_COMMAND_FAILED' }],
  [{ signal: 'SIGKILL' }, { class: 'infrastructure', code: 'STEP_KILLED' }],
  [{ signal: 'SIGTERM' }, { class: 'infrastructure', code: 'STEP_KILLED' }],
  [{ code: 137 }, { class: 'infrastructure', code: 'STEP_KILLED' }],
  [{ code: 143 }, { class: 'infrastructure', code: 'STEP_KILLED' }],
  [{ error: new Error('EACCES') }, { class: 'config', code: 'STEP_COMMAND_NOT_FOUND' }],
]

test.for(table)('a command that ends with %j has failed', ([exit, expected]) => {
  expect(commandFailure({ code: null, signal: null, ...exit }, 'train')).toMatchObject(expected)
})

test('exit code 0 is no failure', () => {
  expect(commandFailure({ code: 0, signal: null }, 'train')).toBeUndefined()
})
