import { expect, test } from 'vitest'
import { forEachConcurrent } from './for-each-concurrent.ts'
import { gather } from './gather.ts'
import { readAhead } from './read-ahead.ts'
import { retryPassing } from './retry-passing.ts'
import { untilAborted } from './until-aborted.ts'

// oxlint-disable-next-line typescript/require-await -- a sequence is asynchronous
async function* numbers(count: number, taken: number[] = []) {
  for (let number = 0; number < count; number += 1) {
    taken.push(number)
    yield number
  }
}

/** Counts what is under way at once. */
function gauge() {
  let running = 0
  const seen = { most: 0, ended: 0 }
  const act = async () => {
    running += 1
    seen.most = Math.max(seen.most, running)
    await new Promise(setImmediate)
    running -= 1
    seen.ended += 1
  }
  return { seen, act }
}

test('items of a sequence are acted on some at once, and no more', async () => {
  const { seen, act } = gauge()
  await forEachConcurrent(numbers(20), 3, act)
  expect(seen).toEqual({ most: 3, ended: 20 })
})

test('after a failure no item is taken, and what is under way ends before it is thrown', async () => {
  const { seen, act } = gauge()
  const taken: number[] = []
  const failure = new Error('third')
  const acting = forEachConcurrent(numbers(100, taken), 4, async (number) => {
    await act()
    if (number === 2) throw failure
  })
  await expect(acting).rejects.toBe(failure)
  expect(taken.length).toBeLessThan(100)
  expect(seen.ended).toBe(taken.length)
})

test('tasks give their results in order while some run ahead', async () => {
  const { seen, act } = gauge()
  const tasks = Array.from({ length: 10 }, (_, number) => () => act().then(() => number))
  expect(await gather(readAhead(tasks, 4))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(seen.most).toBe(4)
})

test('whoever stops reading ahead leaves nothing running', async () => {
  const { seen, act } = gauge()
  for await (const _ of readAhead(
    Array.from({ length: 10 }, () => act),
    4,
  ))
    break
  expect(seen.ended).toBe(4)
})

test('a call is made again while it fails for a passing reason', async () => {
  let calls = 0
  const call = async () => {
    calls += 1
    if (calls < 4) throw new Error('passing')
    return Promise.resolve(calls)
  }
  const options = { isPassing: () => true, signal: undefined, initialDelay: 1 }
  expect(await retryPassing(call, options)).toBe(4)
  calls = 0
  await expect(retryPassing(call, { ...options, attempts: 3 })).rejects.toThrow('passing')
  calls = 0
  await expect(retryPassing(call, { ...options, isPassing: () => false })).rejects.toThrow('passing')
  expect(calls).toBe(1)
})

test('an abort ends the pauses between calls, and the waiting for a promise', async () => {
  const reason = new Error('not wanted any more')
  const abort = new AbortController()
  const call = async () => {
    setImmediate(() => abort.abort(reason))
    return Promise.reject(new Error('passing'))
  }
  const options = { isPassing: () => true, signal: abort.signal, initialDelay: 3_600_000, random: () => 0.99 }
  await expect(retryPassing(call, options)).rejects.toBe(reason)
  await expect(untilAborted(new Promise(() => undefined), abort.signal)).rejects.toBe(reason)
  expect(await untilAborted(Promise.resolve(1), new AbortController().signal)).toBe(1)
})
