import { describe, expect, test } from 'vitest'
import { byPath, left, PLAN } from './recovery.fixture.ts'
import type { Attempts } from './read-attempts.ts'
import { toHistory, type Recovered } from './to-history.ts'

function historyOf(attempts: readonly Attempts[], more: Partial<Recovered> = {}) {
  const recovered = { plan: PLAN, attempts: byPath(...attempts), discards: [], ended: 0, ...more }
  return Object.fromEntries(
    [...toHistory(recovered)].map(([path, { attempts: number, outcome }]) => [
      path,
      outcome ? `stands, after ${number}` : `again, after ${number}`,
    ]),
  )
}

describe('what a later epoch goes on from', () => {
  test('a success stands; a failure and an attempt without an outcome are tried again under the next number', () => {
    const begun: Attempts = { path: 'sweep[1].fit', highest: 2, unfinished: [2] }
    const failed = left('sweep[0].fit', 'failed', { attempt: 3 })
    expect(historyOf([left('load', 'succeeded'), failed, begun])).toEqual({
      load: 'stands, after 1',
      'sweep[0].fit': 'again, after 3',
      'sweep[1].fit': 'again, after 2',
    })
  })

  test('a success that was discarded is made again, for one item or for all of them', () => {
    const items = [left('sweep[0].score', 'succeeded'), left('sweep[1].score', 'succeeded', { attempt: 2 })]
    expect(historyOf(items, { discards: [{ path: 'sweep[1].score', through: 2 }] })).toEqual({
      'sweep[0].score': 'stands, after 1',
      'sweep[1].score': 'again, after 2',
    })
    // The number of the first item goes on after what was discarded of any, so that its next success stands.
    expect(historyOf(items, { discards: [{ path: 'sweep.score', through: 2 }] })).toEqual({
      'sweep[0].score': 'again, after 2',
      'sweep[1].score': 'again, after 2',
    })
    const made = left('sweep[0].score', 'succeeded', { attempt: 3 })
    expect(historyOf([made], { discards: [{ path: 'sweep.score', through: 2 }] })).toEqual({
      'sweep[0].score': 'stands, after 3',
    })
  })

  test('a hook of a step stands with the success of its step', () => {
    const hook = left('sweep[0].fit.onFailure.notify', 'succeeded')
    expect(historyOf([hook, left('sweep[0].fit', 'failed')])).toMatchObject({ [hook.path]: 'again, after 1' })
    expect(historyOf([hook, left('sweep[0].fit', 'succeeded')])).toMatchObject({ [hook.path]: 'stands, after 1' })
    expect(historyOf([hook, left('sweep[1].fit', 'succeeded')])).toMatchObject({ [hook.path]: 'again, after 1' })
  })

  test('a hook of the pipeline stands while nothing goes again and its epoch has no end', () => {
    const hook = left('onEnd.notify', 'succeeded', { epoch: 2 })
    expect(historyOf([hook, left('load', 'succeeded')])).toMatchObject({ [hook.path]: 'stands, after 1' })
    expect(historyOf([hook, left('load', 'failed')])).toMatchObject({ [hook.path]: 'again, after 1' })
    expect(historyOf([hook, left('load', 'succeeded')], { ended: 1 })).toMatchObject({ [hook.path]: 'stands, after 1' })
    expect(historyOf([hook, left('load', 'succeeded')], { ended: 2 })).toMatchObject({ [hook.path]: 'again, after 1' })
  })
})
