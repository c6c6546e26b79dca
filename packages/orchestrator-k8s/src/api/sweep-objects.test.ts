import { describe, expect, test } from 'vitest'
import { createObject } from './create-object.ts'
import { JOBS, PODS } from './resources.ts'
import { scriptedClient, startScriptedApi } from './scripted-api.fixture.ts'
import { sweepObjects } from './sweep-objects.ts'

const SWEEP = { labelSelector: 'run=1', remove: [JOBS], until: [JOBS, PODS], withinMs: 10_000, pauseMs: 5 }

const labels = { run: '1' }

describe('row 24: a sweep', () => {
  test('leaves neither Jobs nor their pods, and nothing of other runs goes', async () => {
    await using server = await startScriptedApi({ podsLinger: true })
    await using client = scriptedClient(server)
    const { uid } = server.objects.put('jobs', { metadata: { name: 'fit', labels } }, 'ml').metadata
    server.objects.put('pods', { metadata: { name: 'fit-x', labels, ownerReferences: [{ uid }] } }, 'ml')
    server.objects.put('jobs', { metadata: { name: 'other', labels: { run: '2' } } }, 'ml')
    const sweeping = sweepObjects(client, SWEEP)
    await expect.poll(() => server.requests.filter(({ verb }) => verb === 'deletecollection').length).toBeGreaterThan(2)
    const pod = server.objects.find('pods', 'fit-x', 'ml')!
    expect(pod.metadata.deletionTimestamp).toBeDefined()
    server.objects.remove('pods', pod)
    expect(await sweeping).toEqual([])
    expect(server.objects.select('jobs').map(({ metadata }) => metadata.name)).toEqual(['other'])
  })

  test('takes a Job along whose creation was answered with nothing', async () => {
    await using server = await startScriptedApi({
      podsLinger: true,
      script: ({ verb }) => (verb === 'create' ? 'lost answer' : undefined),
    })
    await using client = scriptedClient(server)
    server.objects.put('pods', { metadata: { name: 'older', labels } }, 'ml')
    const sweeping = sweepObjects(client, SWEEP)
    await expect.poll(() => server.requests.filter(({ verb }) => verb === 'deletecollection').length).toBeGreaterThan(1)
    // The cancelled driver had sent it, and arrives after the first deletion.
    await createObject(client, JOBS, { object: { metadata: { name: 'late', labels } } }).catch(() => undefined)
    await expect.poll(() => server.objects.find('jobs', 'late', 'ml')).toBeUndefined()
    server.objects.remove('pods', server.objects.find('pods', 'older', 'ml')!)
    expect(await sweeping).toEqual([])
  })

  test('names what is left when its time is up', async () => {
    await using server = await startScriptedApi({ podsLinger: true })
    await using client = scriptedClient(server)
    server.objects.put('pods', { metadata: { name: 'stuck', labels } }, 'ml')
    expect(await sweepObjects(client, { ...SWEEP, withinMs: 20 })).toEqual(['pods/stuck'])
  })
})
