import type { DriverEvent, DriverRequest } from '@regauge/core'
import { expect, onTestFinished, test } from 'vitest'
import { scriptedClient, startScriptedApi } from './api/scripted-api.fixture.ts'
import { orchestratorConfig } from './config.ts'
import { createDriverPlace } from './driver-place.ts'
import { names } from './names.ts'
import { JOB_LABEL } from './objects/keys.ts'

const REQUEST: DriverRequest = {
  run: '0193c1e2-7f00-7abc-8def-0123456789ab',
  epoch: 1,
  pipeline: 'training',
  storeSpec: { component: { flavor: 's3', config: {} }, packages: [] },
  needs: { env: {}, secretEnv: {}, secrets: [] },
}
const JOB = { name: names.driver(REQUEST.run, 1), namespace: 'ml' }

test('a driver whose node is silent may drive all the same: that it has ended is told when its Job has', async () => {
  const server = await startScriptedApi()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const config = orchestratorConfig.parse({ deadlines: { nodeSilent: '1s' } })
  const place = createDriverPlace(config, () => Promise.resolve(scriptedClient(server)))
  await place.start(REQUEST)
  const long = '2026-11-21T18:25:18Z'
  const ready = { type: 'Ready', status: 'False', lastTransitionTime: long }
  server.objects.put('pods', {
    metadata: { name: 'pod', namespace: 'ml', labels: { [JOB_LABEL]: JOB.name } },
    spec: { nodeName: 'far', containers: [{ name: 'driver', image: 'runner' }] },
    status: {
      phase: 'Running',
      conditions: [ready, { type: 'ContainersReady', status: 'True', lastTransitionTime: long }],
    },
  })
  const told: DriverEvent[] = []
  for await (const event of place.watch(REQUEST, { signal: AbortSignal.timeout(60_000) })) {
    told.push(event)
    if (told.length > 1) continue
    server.objects.patch('pods', { name: 'pod', namespace: 'ml' }, { status: { phase: 'Succeeded' } })
    server.objects.patch('jobs', JOB, { status: { conditions: [{ type: 'Complete', status: 'True' }] } })
  }
  expect(told).toEqual([
    { kind: 'pending', reason: expect.stringContaining('Node "far" of pod "pod" does not answer') as unknown },
    { kind: 'ended' },
  ])
})
