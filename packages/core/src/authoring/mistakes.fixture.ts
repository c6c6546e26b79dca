import { expect } from 'vitest'
import { z } from 'zod'
import type { ErrorCode } from '../errors/catalogue.ts'
import { isRegaugeError, type RegaugeError } from '../errors/regauge-error.ts'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'

/*
 * Most of what follows does not compile in TypeScript. Authors in JavaScript, and casts, get here all the same, so the
 * definitions are called without their types.
 */

/** A value whose type nobody checks. */
// oxlint-disable-next-line typescript/no-explicit-any -- stands for JavaScript
export type Loose = any

/** The tools of `build`, without their types. */
export type Tools = { params: Loose; run: Loose; map: Loose; when: Loose }

function mistakeOf(cause: () => unknown): RegaugeError {
  try {
    cause()
  } catch (thrown) {
    if (isRegaugeError(thrown)) return thrown
    throw thrown
  }
  throw new Error('Nothing was thrown.')
}

/** Expects a coded error whose message and hint match. */
export function expectMistake(cause: () => unknown, code: ErrorCode, ...texts: [message: RegExp, hint?: RegExp]): void {
  const [message, hint = /./] = texts
  const mistake = mistakeOf(cause)
  expect({ code: mistake.code, message: mistake.message, hint: mistake.hint }).toEqual({
    code,
    message: expect.stringMatching(message) as unknown,
    hint: expect.stringMatching(hint) as unknown,
  })
}

/** Parameters to build with. */
const params = z.object({ path: z.string(), rates: z.array(z.number()), grid: z.array(z.array(z.number())) })

/** A step to build with. */
export const load = step({
  name: 'load',
  inputs: { path: z.string() },
  outputs: { rows: z.array(z.number()) },
  run: () => ({ rows: [] }),
})

/** A call that builds a pipeline. */
export function building(build: (tools: Tools) => unknown): () => unknown {
  return () => pipeline({ name: 'training', params, build: build as Loose }).toSpec()
}
