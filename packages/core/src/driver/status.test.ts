import { afterEach, expect, test, vi } from 'vitest'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { DriverRecord, StatusRecord } from '../records/run-record.ts'
import { collectBytes, toText } from '../util/bytes.ts'
import { createDriver } from './core/driver-state.ts'
import { items, map, plan, step } from './core/plan.fixture.ts'
import { transition } from './core/transition.ts'
import { createStatusWriter } from './status.ts'
import { createWarnings } from './warnings.ts'

afterEach(() => vi.useRealTimers())

/** What a driver of an epoch has written before any time has gone by. */
async function writtenAtOnce(epoch: number): Promise<readonly StatusRecord[]> {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const written: StatusRecord[] = []
  const state = createDriver({
    plan: plan([map('sweep', [step('sweep.fit')], { over: items(3) })]),
    run: 'r1',
    seed: 1,
    capacity: {},
    adopted: [{ id: 'b', launcher: 'orchestrator', attempts: [{ path: 'sweep[1].fit', attempt: 1, started: true }] }],
  })
  // The writer knows nothing else of either.
  const driver = { run: 'r1', epoch } as DriverRecord
  const store = {
    put: async (_key, source) => {
      written.push(JSON.parse(toText(await collectBytes(source.open()))) as StatusRecord)
      return { written: true }
    },
  } as Partial<ArtifactStore> as ArtifactStore
  const began = { at: 0, wall: 0 }
  const warnings = createWarnings()
  using _ = createStatusWriter({ state, driver, store, began, warnings, onStatus: undefined })
  transition(state, { kind: 'start', at: 0 })
  await new Promise((resolve) => setImmediate(resolve))
  return written
}

test('a driver that goes on with a run says at once where it stands', async () => {
  expect(await writtenAtOnce(2)).toMatchObject([{ epoch: 2, sequence: 1, steps: { total: 3, running: 1, waiting: 2 } }])
})

test('a driver that begins a run says nothing before something has come of it', async () => {
  expect(await writtenAtOnce(1)).toEqual([])
})
