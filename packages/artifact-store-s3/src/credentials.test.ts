import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { s3ArtifactStore } from './flavor.ts'
import { startScriptedService } from './scripted-service.fixture.ts'

// None of what this machine may have of its own.
beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE']) {
    vi.stubEnv(name, undefined)
  }
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test('credentials that end soon are asked for anew while the store is open', async () => {
  let given = 0
  const source = createServer((_, response) => {
    given += 1
    const soon = new Date(Date.now() + 1_000).toISOString()
    const credentials = { AccessKeyId: `KEY${given}`, SecretAccessKey: 'secret', Token: 'token', Expiration: soon }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(credentials))
  })
  source.listen(0, '127.0.0.1')
  await once(source, 'listening')
  // A server that listens on a port has an address of this shape.
  const { port } = source.address() as AddressInfo
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/`)
  try {
    await using service = await startScriptedService()
    const config = { bucket: 'models', prefix: '', region: 'eu-west-1', endpoint: service.url, timeout: '10s' }
    await using store = await s3ArtifactStore.create({ config, components: {}, projectRoot: '/' })
    const keyOfNext = async () => {
      await store.stat('a')
      return /Credential=(KEY\d+)\//.exec(service.requests.at(-1)!.headers.authorization ?? '')?.[1]
    }
    expect(await keyOfNext()).toBe('KEY1')
    await expect.poll(keyOfNext, { timeout: 30_000 }).not.toBe('KEY1')
    expect(await keyOfNext()).toMatch(/^KEY\d+$/)
  } finally {
    source.close()
  }
})
