import { availableParallelism, totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { machineCapacity } from './machine-capacity.ts'

test('a machine gives its cores and its memory, unless a stack says less', () => {
  const cores = availableParallelism()
  const whole = machineCapacity({ isolation: 'warm' })
  expect(whole).toMatchObject({ cpu: cores, bundles: cores, gpu: 0 })
  expect(whole.memory).toBeGreaterThan(0)
  expect(whole.memory).toBeLessThanOrEqual(totalmem())
  expect(machineCapacity({ isolation: 'warm', memory: '1Gi' }).memory).toBe(2 ** 30)
})

test('more slots than cores share the cores', () => {
  const slots = availableParallelism() + 3
  expect(machineCapacity({ isolation: 'warm', slots })).toMatchObject({ cpu: slots, bundles: slots })
  expect(machineCapacity({ isolation: 'warm', slots: 1 })).toMatchObject({ cpu: availableParallelism(), bundles: 1 })
})
