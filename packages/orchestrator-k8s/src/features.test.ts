import { expect, test } from 'vitest'
import { degradations, featuresOf, usesIndexedJobs } from './features.ts'

test.each([
  ['v1.34.4', '1.34', true, true],
  ['v1.29.3-gke.1282000', '1.29', true, true],
  ['v1.28.0+k3s1', '1.28', true, false],
  ['v1.22.2', '1.22', false, false],
  ['2.0.0', '2.0', true, true],
])('%s is told from its version', (gitVersion, version, timeZone, perIndex) => {
  const features = featuresOf(gitVersion)
  expect(features).toMatchObject({ version, timeZone, backoffLimitPerIndex: perIndex })
})

test('maps fall back to separate Jobs where the server cannot keep their indexes apart, and it says so', () => {
  const old = featuresOf('v1.28.9')
  expect(usesIndexedJobs('auto', old)).toBe(false)
  expect(usesIndexedJobs('indexed', old)).toBe(false)
  expect(degradations(old, ['timeZone', 'backoffLimitPerIndex'])).toEqual([
    'Kubernetes 1.28 has no backoffLimitPerIndex: each bundle of a map runs in a Job of its own.',
  ])
  expect(usesIndexedJobs('auto', featuresOf('v1.34.4'))).toBe(true)
  expect(usesIndexedJobs('jobs', featuresOf('v1.34.4'))).toBe(false)
})

test('a version that cannot be read has nothing new', () => {
  expect(featuresOf('unknown')).toMatchObject({ version: 'unknown', backoffLimitPerIndex: false, timeZone: false })
})
