import { expect, test } from 'vitest'
import { resolvePolicy } from './resolve-policy.ts'

test('fills in what is built in', () => {
  expect(resolvePolicy({})).toEqual({
    retry: { attempts: 1, infrastructure: 5, delayMs: 1_000, maxDelayMs: 300_000, backoff: 2, jitter: 0.2 },
    graceMs: 10_000,
    resources: { cpu: 1, gpu: 0 },
    env: {},
    secrets: [],
  })
})

test('turns durations into milliseconds and sizes into bytes', () => {
  const policy = resolvePolicy({
    retry: { delay: '1.5s', maxDelay: '1h', onOom: { memory: 2, max: '16Gi' } },
    timeout: '2d',
    grace: '250ms',
    resources: { memory: '500M', gpu: 2 },
    image: 'python:3.12-slim',
    operator: 'gpu',
    secrets: ['hub.token'],
  })
  expect(policy).toMatchObject({
    retry: { delayMs: 1_500, maxDelayMs: 3_600_000, onOom: { memory: 2, maxBytes: 16 * 2 ** 30 } },
    timeoutMs: 172_800_000,
    graceMs: 250,
    resources: { cpu: 1, memory: 500_000_000, gpu: 2 },
    image: 'python:3.12-slim',
    operator: 'gpu',
    secrets: ['hub.token'],
  })
})

test('never cuts the first pause by the limit of later ones', () => {
  expect(resolvePolicy({ retry: { delay: '10m' } }).retry).toMatchObject({ delayMs: 600_000, maxDelayMs: 600_000 })
})
