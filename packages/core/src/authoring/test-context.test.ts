import { existsSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { artifact } from './artifact.ts'
import { step } from './step.ts'
import { testContext } from './test-context.ts'

const fit = step({
  name: 'fit',
  inputs: { rate: z.number() },
  outputs: { accuracy: z.number(), report: artifact({ name: 'report', materializer: 'file' }) },
  run({ rate }, { log, tracker, progress, workDir }) {
    log.info('fitting', { rate })
    log.warn('slow')
    tracker.param('rate', rate)
    tracker.tag('kind', 'test')
    tracker.metric('accuracy', 0.5)
    tracker.metric('accuracy', 0.9, { step: 1 })
    progress(0.5)
    progress(1, 'done')
    const report = join(workDir, 'report.md')
    writeFileSync(report, '# 0.9')
    return { accuracy: 0.9, report }
  },
})

test('a step runs without any engine, and what it did can be asserted on', async () => {
  using context = testContext()
  const { accuracy, report } = await fit.run({ rate: 0.1 }, context)

  expect(accuracy).toBe(0.9)
  expect(await readFile(report, 'utf8')).toBe('# 0.9')
  expect(context.observed).toEqual({
    lines: [
      { level: 'info', message: 'fitting', fields: { rate: 0.1 } },
      { level: 'warn', message: 'slow', fields: {} },
    ],
    metrics: [
      { name: 'accuracy', value: 0.5 },
      { name: 'accuracy', value: 0.9, step: 1 },
    ],
    params: { rate: 0.1 },
    tags: { kind: 'test' },
    progress: [{ fraction: 0.5 }, { fraction: 1, message: 'done' }],
  })
})

test('the function is called as it is: no schema looks at its inputs', async () => {
  const echo = step({
    name: 'echo',
    inputs: { value: z.number().max(3) },
    outputs: { value: z.number() },
    run: ({ value }) => ({ value }),
  })

  expect(await echo.run({ value: 10 }, testContext())).toEqual({ value: 10 })
})

test('disposing a context removes its directory, which is made only when it is asked for', () => {
  let directory: string
  {
    using context = testContext()
    directory = context.workDir
    expect(context.workDir).toBe(directory)
    expect(existsSync(directory)).toBe(true)
  }
  expect(existsSync(directory)).toBe(false)
})

test('what a test sets is what the step sees; secrets only where they are named', () => {
  const { signal } = new AbortController()
  const context = testContext({ attempt: 3, items: [1, 2], path: 'sweep[1].fit', signal, secrets: { 'aws.key': 'k' } })

  expect(context).toMatchObject({ attempt: 3, items: [1, 2], path: 'sweep[1].fit', run: 'test' })
  expect(context.signal).toBe(signal)
  expect(context.secrets['aws.key']).toBe('k')
  expect(() => context.secrets['aws.kye']).toThrow(
    expect.objectContaining({ code: 'SECRET_UNDECLARED', hint: expect.stringContaining('"aws.key"') as unknown }),
  )
})
