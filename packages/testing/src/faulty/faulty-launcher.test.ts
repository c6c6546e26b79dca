import { driveRun, submitRun } from '@regauge/core/run'
import { expect, test } from 'vitest'
import { openStackUnderTest } from '../stack-under-test.ts'
import { readFinished } from '../orchestrator/finished-run.ts'
import { createStack } from './faulty-stack.fixture.ts'

test.each([1, 2, 3])('a run gets through starts that fail and events that are lost: seed %i', async (seed) => {
  await using opened = await openStackUnderTest(createStack({ odds: 'bad', seed }))
  const { stack, root, secrets } = opened
  const retry = { infrastructure: 20, delay: '10ms' } as const
  const prepared = await opened.prepare('nestedMap', { policy: { retry } })
  const { record, epoch } = await submitRun(stack, prepared)
  await driveRun({ stack, projectRoot: root, secrets, record, epoch })
  const { end, values } = await readFinished(opened, record.run)
  expect(end).toMatchObject({ status: 'succeeded', steps: { failed: 0 } })
  expect(values).toEqual({ value: 6 })
})
