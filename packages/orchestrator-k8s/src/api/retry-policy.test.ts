import { expect, test } from 'vitest'
import { getObject } from './get-object.ts'
import { PODS } from './resources.ts'
import { pauseBefore, type RequestFailure } from './retry-policy.ts'
import { scriptedClient, startScriptedApi } from './scripted-api.fixture.ts'

const timings = { firstPauseMs: 100, longestPauseMs: 1_000, longestRetryAfterMs: 30_000 }
const BUSY: RequestFailure = {
  kind: 'refused',
  status: { code: 429, reason: '', message: '', causes: [] },
  retryAfterMs: 1_000,
}

/** The pauses of a client that always draws the same. */
const pausesOf = (drawn: number, failure: RequestFailure) =>
  [1, 2, 3, 4, 5, 6].map((attempt) => pauseBefore(attempt, failure, { timings, random: () => drawn }))

test('two clients that are turned away together do not come back together', () => {
  const broken: RequestFailure = { kind: 'broken', cause: new Error('reset') }
  expect(pausesOf(0.25, broken)).toEqual([25, 50, 100, 200, 250, 250])
  expect(pausesOf(0.75, broken)).toEqual([75, 150, 300, 600, 750, 750])
})

test('nobody comes back sooner than a server has asked for, or all at that moment', () => {
  expect(pausesOf(0, BUSY)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000])
  expect(pausesOf(0.5, BUSY)).toEqual([1_050, 1_100, 1_200, 1_400, 1_500, 1_500])
})

test('a client draws anew before each request that it makes again', async () => {
  await using server = await startScriptedApi({ script: ({ count }) => (count <= 3 ? 'reset' : undefined) })
  server.objects.put('pods', { metadata: { name: 'a' } }, 'ml')
  let draws = 0
  const random = () => {
    draws += 1
    return 0
  }
  await using client = scriptedClient(server, { random })
  await getObject(client, PODS, { name: 'a' })
  expect(draws).toBe(3)
})
