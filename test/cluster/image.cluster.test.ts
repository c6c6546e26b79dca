import { describe, expect, inject, test } from 'vitest'
import { createBucket } from '../services/s3.fixture.ts'
import { createNamespace, type Namespace } from './kube.fixture.ts'

/** What Pod Security calls restricted, for a user nobody knows, with nothing to write to. */
const RESTRICTED = {
  pod: { securityContext: { runAsNonRoot: true, runAsUser: 23_456, seccompProfile: { type: 'RuntimeDefault' } } },
  container: {
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  },
}

const CORE = '/regauge/node_modules/@regauge/core'

describe('the runner image', () => {
  test('finds the worker by its name, and starts it as any user without a place to write to', async () => {
    const said = await printed(`
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      import { createRequire } from 'node:module'
      const worker = createRequire('${CORE}/runtime.js').resolve('@regauge/core/worker')
      const child = fork(worker, { execArgv: [] })
      const setup = { codeDirectory: '/none', code: 'sha256:0', projectRoot: '/tmp', workRoot: '/tmp' }
      child.send({ type: 'open', setup, supervisor: process.pid })
      const [answer] = await once(child, 'message')
      console.log(worker, answer.type, process.getuid())
      child.kill('SIGKILL')`)
    expect(said).toBe(`${CORE}/worker.js refused 23456\n`)
  })

  test('opens the store of a stack, whose packages it finds by their names', async () => {
    const { endpoint, accessKeyId, secretAccessKey } = inject('cluster').s3
    const credentials = { accessKeyId, secretAccessKey: '${env:KEY}' }
    const config = { endpoint, credentials, bucket: await createBucket(endpoint) }
    const said = await printed(`
      import { bytesSource } from '${CORE}/artifacts.js'
      import { openStore } from '${CORE}/stack.js'
      const component = { flavor: 's3', config: ${JSON.stringify(config)} }
      const packages = ['@regauge/artifact-store-gcs', '@regauge/orchestrator-k8s', '@regauge/artifact-store-s3']
      const env = { KEY: '${secretAccessKey}' }
      await using store = await openStore({ component, packages }, { projectRoot: '/tmp', env, secrets: undefined })
      console.log(await store.put('a/b', bytesSource(Buffer.from('x')), { ifAbsent: true }))
      console.log((await store.stat('a/b')).size)`)
    expect(said).toBe('{ written: true }\n1\n')
  })

  test('brings its folder into an image of somebody else, whose programs see nothing of it', async () => {
    await using namespace = await createNamespace()
    const { image, glibcImage } = inject('cluster')
    const folder = { name: 'regauge', mountPath: '/regauge', readOnly: true }
    const install = {
      ...RESTRICTED.container,
      name: 'install',
      image,
      command: ['/regauge/bin/install', '/target'],
      volumeMounts: [{ name: 'regauge', mountPath: '/target' }],
    }
    const script = `
      import { execFileSync } from 'node:child_process'
      import '${CORE}/runtime.js'
      const objects = process.report.getReport().sharedObjects
      console.log(JSON.stringify({
        version: process.version,
        libraries: objects.filter((path) => /stdc|gcc/.test(path)),
        environment: execFileSync('/bin/sh', ['-c', 'echo "$LD_LIBRARY_PATH$LD_PRELOAD"'], { encoding: 'utf8' }).trim(),
      }))`
    await namespace.createJob(
      'guest',
      {
        ...RESTRICTED.container,
        image: glibcImage,
        command: ['/bin/sh', '-c', 'exec /regauge/bin/node --input-type=module --eval "$0"', script],
        volumeMounts: [folder],
      },
      { ...RESTRICTED.pod, volumes: [{ name: 'regauge', emptyDir: {} }], initContainers: [install] },
    )
    expect(await outputOf(namespace, 'guest')).toBe(
      `${JSON.stringify({
        version: process.version,
        libraries: ['/regauge/bin/../lib/libstdc++.so.6', '/regauge/bin/../lib/libgcc_s.so.1'],
        environment: '',
      })}\n`,
    )
  })
})

/** What a script prints in the runner image. */
async function printed(script: string): Promise<string> {
  await using namespace = await createNamespace()
  const { image } = inject('cluster')
  const command = ['node', '--input-type=module', '--eval', script]
  await namespace.createJob('script', { ...RESTRICTED.container, image, command }, RESTRICTED.pod)
  // Before the namespace goes.
  return await outputOf(namespace, 'script')
}

async function outputOf(namespace: Namespace, job: string): Promise<string> {
  const ended = await namespace.ended(job)
  const { log } = await namespace.podOf(job)
  expect(ended, log).toBe('Complete')
  return log
}
