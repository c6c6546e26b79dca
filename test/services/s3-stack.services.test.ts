import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { beforeAll, expect, inject, test } from 'vitest'
import { REGAUGE, ROOT } from '../support/project.ts'
import { clientOf } from './s3.fixture.ts'
import { SERVERS } from './servers.ts'

interface RunDocument {
  readonly run: string
  readonly status: string
  readonly steps: { readonly total: number; readonly cached: number }
  readonly outputs: Readonly<Record<string, { readonly digest: string }>>
}

async function regauge<T>(...words: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [REGAUGE, ...words, '--stack', 's3', '--json'], {
    cwd: ROOT,
    env: { ...process.env, ...SERVERS.s3.env(inject('services').s3), NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0) throw new Error(`regauge ${words.join(' ')} ended with ${child.exitCode}:\n${stderr}`)
  // The caller names the documented shape of the command's document.
  return JSON.parse(stdout) as T
}

beforeAll(async () => {
  const client = clientOf(inject('services').s3)
  await client.send(new CreateBucketCommand({ Bucket: 'regauge' }))
  client.destroy()
})

test('the digits example runs with its store in a bucket and nothing else changed', async () => {
  const run = await regauge<RunDocument>('run', 'examples/digits/pipeline.ts')
  expect(run).toMatchObject({ status: 'succeeded', steps: { failed: 0, skipped: 0 } })
  expect(run.steps.total).toBeGreaterThan(3)

  const { runs } = await regauge<{ readonly runs: readonly RunDocument[] }>('runs', 'list')
  expect(runs).toMatchObject([{ run: run.run, status: 'succeeded' }])
  const shown = await regauge<RunDocument>('runs', 'show', 'latest')
  expect(shown).toMatchObject({ run: run.run, outputs: run.outputs })
})
