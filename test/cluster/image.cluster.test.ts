import { describe, expect, inject, test } from 'vitest'
import { createBucket } from '../services/s3.fixture.ts'
import { createNamespace, type Namespace } from './kube.fixture.ts'

/** What Pod Security calls restricted, with nothing to write to. */
const RESTRICTED_CONTAINER = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
}

/** The same for a pod: as the image's own user where no other is given. */
function restrictedPod(runAsUser?: number) {
  return { securityContext: { runAsNonRoot: true, runAsUser, seccompProfile: { type: 'RuntimeDefault' } } }
}

/** A user of whom the image knows nothing. */
const STRANGER = 23_456

const CORE = '/regauge/node_modules/@regauge/core'

describe('the runner image', () => {
  test('finds the worker by its name, and starts it as any user without a place to write to', async () => {
    const script = `
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      import { createRequire } from 'node:module'
      const worker = createRequire('${CORE}/runtime.js').resolve('@regauge/core/worker')
      const child = fork(worker, { execArgv: [] })
      const setup = { codeDirectory: '/none', code: 'sha256:0', projectRoot: '/tmp', workRoot: '/tmp' }
      child.send({ type: 'open', setup, supervisor: process.pid })
      const [answer] = await once(child, 'message')
      console.log(worker, answer.type, process.getuid())
      child.kill('SIGKILL')`
    expect(await printed(script, { user: STRANGER })).toBe(`${CORE}/worker.js refused ${STRANGER}\n`)
  })

  test('need not parse what it brings', async ({ skip }) => {
    if (!inject('cluster').own) skip('The nodes of KUBECONFIG may have other processors.')
    const said = await printed(`import '${CORE}/runtime.js'`, {
      env: [{ name: 'NODE_DEBUG_NATIVE', value: 'COMPILE_CACHE' }],
    })
    expect(said).toContain(`V8 code cache for ESM file://${CORE}/runtime.js was accepted`)
    expect(said).not.toContain('rejected')
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
      ...RESTRICTED_CONTAINER,
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
        ...RESTRICTED_CONTAINER,
        image: glibcImage,
        command: ['/bin/sh', '-c', 'exec /regauge/bin/node --input-type=module --eval "$0"', script],
        volumeMounts: [folder],
      },
      { ...restrictedPod(STRANGER), volumes: [{ name: 'regauge', emptyDir: {} }], initContainers: [install] },
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
async function printed(script: string, options: { user?: number; env?: readonly object[] } = {}): Promise<string> {
  await using namespace = await createNamespace()
  const command = ['node', '--input-type=module', '--eval', script]
  const container = { ...RESTRICTED_CONTAINER, image: inject('cluster').image, command, env: options.env }
  await namespace.createJob('script', container, restrictedPod(options.user))
  // Before the namespace goes.
  return await outputOf(namespace, 'script')
}

async function outputOf(namespace: Namespace, job: string): Promise<string> {
  const ended = await namespace.ended(job)
  const { log } = await namespace.podOf(job)
  expect(ended, log).toBe('Complete')
  return log
}
