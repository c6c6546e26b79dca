import { describe, expect, inject, test } from 'vitest'
import { openFaults } from './faults.fixture.ts'
import { keepPod } from './keep-pod.fixture.ts'
import { ask, createNamespace } from './kube.fixture.ts'
import { until } from './until.ts'

describe('the cluster of the tests', () => {
  test('runs a Job in the runner image', async () => {
    await using namespace = await createNamespace()
    const { image } = inject('cluster')
    await namespace.createJob('version', { image, command: ['node', '--print', 'process.version'] })
    expect(await namespace.ended('version')).toBe('Complete')
    expect((await namespace.podOf('version')).log).toBe(`${process.version}\n`)
  })

  test('ends a container that takes more memory than it may', async () => {
    await using namespace = await createNamespace()
    const { image } = inject('cluster')
    const hoard = 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'
    const resources = { limits: { memory: '96Mi' } }
    await namespace.createJob('hoard', { image, command: ['node', '--eval', hoard], resources })
    expect(await namespace.ended('hoard')).toBe('Failed')
    const [pod] = await namespace.podsOf('hoard')
    const terminated = { exitCode: 137, reason: 'OOMKilled' }
    expect(pod?.status.containerStatuses?.[0]?.state.terminated).toMatchObject(terminated)
  })

  test('evicts a Pod, and says so', async () => {
    await using namespace = await createNamespace()
    const { image } = inject('cluster')
    await namespace.createJob('sleep', { image, command: ['node', '--eval', 'setInterval(() => undefined, 1e6)'] })
    const running = await until(async () => {
      const [pod] = await namespace.podsOf('sleep')
      return pod?.status.phase === 'Running' && pod
    })
    const { name } = running.metadata
    const path = `/api/v1/namespaces/${namespace.name}/pods/${name}`
    {
      await using _ = await keepPod(path)
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: namespace.name } }
      await ask('POST', `${path}/eviction`, eviction)
      const evicted = await until(async () => {
        const [pod] = await namespace.podsOf('sleep')
        return pod?.status.phase === 'Failed' && pod
      })
      const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }
      expect(evicted.status.conditions).toContainEqual(expect.objectContaining(disruption))
    }
    expect(await namespace.ended('sleep')).toBe('Failed')
  })

  test('lets pods reach the S3 server of the tests', async () => {
    await using namespace = await createNamespace()
    const { image, s3 } = inject('cluster')
    const script = `console.log((await fetch('${s3.endpoint}/minio/health/ready')).status)`
    await namespace.createJob('ask', { image, command: ['node', '--input-type=module', '--eval', script] })
    expect(await namespace.ended('ask')).toBe('Complete')
    expect((await namespace.podOf('ask')).log).toBe('200\n')
  })

  test('goes on after each of its daemons has died', async (context) => {
    await using faults = openFaults(context)
    await using namespace = await createNamespace()
    const { image } = inject('cluster')
    await namespace.createJob('sleep', { image, command: ['node', '--eval', 'setInterval(() => undefined, 1e6)'] })
    await until(async () => (await namespace.podsOf('sleep'))[0]?.status.phase === 'Running')
    for (const daemon of ['etcd', 'kube-apiserver', 'containerd', 'kubelet'] as const) await faults.restart(daemon)
    expect((await namespace.job('sleep')).status).toMatchObject({ active: 1 })
    expect((await namespace.podsOf('sleep')).map(({ status }) => status.phase)).toEqual(['Running'])
  })
})
