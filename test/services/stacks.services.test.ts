import { describe, expect, inject, test } from 'vitest'
import { ROOT, runCommand } from '../support/project.ts'
import { SERVERS } from './servers.ts'
import { STACK_BUCKETS } from './stack-buckets.ts'

interface RunDocument {
  readonly run: string
  readonly status: string
  readonly steps: { readonly total: number; readonly failed: number }
  readonly outputs: Readonly<Record<string, { readonly digest: string }>>
}

describe.each(Object.entries(STACK_BUCKETS))('stacks/%s.yaml', (stack, createBucket) => {
  test('runs the digits example with nothing else changed', async () => {
    const name = stack as keyof typeof STACK_BUCKETS
    const server = inject('services')[name]
    await createBucket(server)
    const env = SERVERS[name].env(server)
    const regauge = async <T>(...words: readonly string[]): Promise<T> => {
      const { code, stdout, stderr } = await runCommand(ROOT, [...words, '--stack', stack, '--json'], { env })
      expect({ code, stderr }).toMatchObject({ code: 0 })
      // The caller names the documented shape of the command's document.
      return JSON.parse(stdout) as T
    }

    const run = await regauge<RunDocument>('run', 'examples/digits/pipeline.ts')
    expect(run).toMatchObject({ status: 'succeeded', steps: { failed: 0, skipped: 0 } })
    expect(run.steps.total).toBeGreaterThan(3)
    const { runs } = await regauge<{ readonly runs: readonly RunDocument[] }>('runs', 'list')
    expect(runs).toMatchObject([{ run: run.run, status: 'succeeded' }])
    const shown = await regauge<RunDocument>('runs', 'show', 'latest')
    expect(shown).toMatchObject({ run: run.run, outputs: run.outputs })
  })
})
