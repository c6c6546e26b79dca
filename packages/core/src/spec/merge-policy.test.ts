import { expect, test } from 'vitest'
import { mergePolicies } from './merge-policy.ts'

test('later layers win field by field', () => {
  expect(mergePolicies({ timeout: '1m', image: 'a' }, undefined, { timeout: '2m' }, {})).toEqual({
    timeout: '2m',
    image: 'a',
  })
})

test('retry, resources and env are merged one level deep, the rest is replaced', () => {
  const merged = mergePolicies(
    {
      retry: { attempts: 2, onOom: { memory: 2, max: '8Gi' } },
      resources: { cpu: 1 },
      env: { A: '1', B: '1' },
      secrets: ['a.b'],
    },
    { retry: { delay: '1s', onOom: { memory: 3 } }, resources: { gpu: 1 }, env: { B: '2' }, secrets: ['c.d'] },
  )

  expect(merged).toEqual({
    retry: { attempts: 2, delay: '1s', onOom: { memory: 3 } },
    resources: { cpu: 1, gpu: 1 },
    env: { A: '1', B: '2' },
    secrets: ['c.d'],
  })
})

test('what is undefined changes nothing and is left out', () => {
  const loose = { timeout: undefined, retry: { attempts: undefined }, env: undefined } as unknown as object

  expect(mergePolicies({ timeout: '1m', retry: { attempts: 2 } }, loose)).toEqual({
    timeout: '1m',
    retry: { attempts: 2 },
  })
  expect(Object.keys(mergePolicies(loose))).toEqual(['retry'])
})

test('the layers themselves stay as they are', () => {
  const lower = Object.freeze({ retry: Object.freeze({ attempts: 1 }) })
  mergePolicies(lower, { retry: { attempts: 2 } })

  expect(lower).toEqual({ retry: { attempts: 1 } })
})
