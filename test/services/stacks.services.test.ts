import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { Storage } from '@google-cloud/storage'
import { describe, expect, inject, test } from 'vitest'
import { ROOT, runCommand } from '../support/project.ts'
import * as azure from './azure.fixture.ts'
import * as s3 from './s3.fixture.ts'
import { SERVERS } from './servers.ts'

interface RunDocument {
  readonly run: string
  readonly status: string
  readonly steps: { readonly total: number; readonly failed: number }
  readonly outputs: Readonly<Record<string, { readonly digest: string }>>
}

/** How the bucket is made that the repository's stack of each name expects. */
const STACKS = {
  async s3(server) {
    const client = s3.clientOf(server)
    await client.send(new CreateBucketCommand({ Bucket: 'regauge' }))
    client.destroy()
  },
  async gcs(server) {
    await new Storage({ apiEndpoint: server, projectId: 'test' }).createBucket('regauge')
  },
  async azure(server) {
    await azure.clientOf(server).createContainer('regauge')
  },
} satisfies Readonly<Record<string, (server: string) => Promise<void>>>

describe.each(Object.entries(STACKS))('stacks/%s.yaml', (stack, createBucket) => {
  test('runs the digits example with nothing else changed', async () => {
    const name = stack as keyof typeof STACKS
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
