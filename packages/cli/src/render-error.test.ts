import { describe, expect, test } from 'vitest'
import { RegaugeError } from '@regauge/core/errors'
import { recordedContext } from './context.fixture.ts'
import { renderError } from './render-error.ts'

const error = new RegaugeError('STACK_NOT_FOUND', {
  message: 'There is no stack "k8".',
  hint: 'Did you mean "k8s"?',
  details: { stack: 'k8' },
  cause: new Error('the reason'),
})

describe('an error', () => {
  test('is told with its code, its hint and where to read more', () => {
    const context = recordedContext()
    expect(renderError(error, {}, context)).toBe(2)
    expect(context.written()).toEqual({
      out: '',
      err: 'error[STACK_NOT_FOUND]: There is no stack "k8".\nhint: Did you mean "k8s"?\nsee docs/errors.md#stack_not_found\n',
    })
  })

  test('is one JSON document on stdout with --json', () => {
    const context = recordedContext()
    renderError(error, { json: true }, context)
    const { out, err } = context.written()
    expect(err).toBe('')
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'STACK_NOT_FOUND',
        message: 'There is no stack "k8".',
        hint: 'Did you mean "k8s"?',
        details: { stack: 'k8' },
      },
    })
  })

  test.each([
    [{ verbose: true }, {}],
    [{}, { REGAUGE_DEBUG: '1' }],
  ])('shows its stack and its causes with --verbose or REGAUGE_DEBUG', (options, env) => {
    const context = recordedContext({ env })
    renderError(error, options, context)
    expect(context.written().err).toMatch(/render-error\.test\.ts[^]*caused by: Error: the reason/)
  })

  test('that is not ours is internal, and shows no stack unless asked', () => {
    const context = recordedContext()
    expect(renderError(new TypeError('x is undefined'), {}, context)).toBe(1)
    const { err } = context.written()
    expect(err).toContain('error[INTERNAL]: x is undefined\nhint: ')
    expect(err).not.toContain('render-error.test.ts')
  })

  test('of a store out of reach exits with 3', () => {
    const unreachable = new RegaugeError('STORE_UNREACHABLE', { message: 'No answer.' })
    expect(renderError(unreachable, {}, recordedContext())).toBe(3)
  })

  test('may be anything that was thrown', () => {
    for (const thrown of ['text', undefined, null, 7, { a: 1 }]) {
      expect(renderError(thrown, { verbose: true }, recordedContext())).toBe(1)
    }
  })

  test('whose causes go in a circle ends', () => {
    const circle = new Error('a')
    circle.cause = circle
    expect(renderError(circle, { verbose: true }, recordedContext())).toBe(1)
  })
})
