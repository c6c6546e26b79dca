import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { describe, expect } from 'vitest'
import { readText, sourceOf } from './content.ts'
import type { RacerReport, RacerTask } from './racer.ts'
import type { StoreTest } from './store-test.ts'

const RACERS = 40
const PROCESSES = 4

export function describeIfAbsent(storeTest: StoreTest): void {
  describe('put if absent', () => {
    for (const size of [5, 300_000]) {
      storeTest(`the second writer of ${size} bytes is told so and changes nothing`, async ({ store }) => {
        const first = 'a'.repeat(size)
        expect(await store.put('once', sourceOf(first), { ifAbsent: true })).toEqual({ written: true })
        expect(await store.put('once', sourceOf('b'.repeat(size)), { ifAbsent: true })).toEqual({ written: false })
        expect(await readText(store, 'once')).toBe(first)
      })

      storeTest(`of many writers of ${size} bytes at once exactly one is told that it wrote`, async ({ store }) => {
        const texts = Array.from({ length: RACERS }, (_, racer) => String(racer).padEnd(size, '.'))
        const results = await Promise.all(texts.map((text) => store.put('raced', sourceOf(text), { ifAbsent: true })))
        expect(results.filter(({ written }) => written)).toHaveLength(1)
        expect(await readText(store, 'raced')).toBe(texts[results.findIndex(({ written }) => written)])
      })
    }

    storeTest('of writers in several processes exactly one is told that it wrote', async ({ store, reopen }) => {
      if (!reopen) return expect.fail('The kit needs `reopen` to open the store in another process.')
      // Stores often write small and large objects in different ways.
      const objects = Array.from({ length: 200 }, (_, number) => ({ key: `raced/${number}`, size: 10 ** (number % 6) }))
      const tasks = Array.from({ length: PROCESSES }, (_, racer): RacerTask => ({
        ...reopen,
        objects,
        letter: `${racer}`,
      }))
      const reports = await race(tasks)
      for (const [index, { key, size }] of objects.entries()) {
        const winners = tasks.filter((_, racer) => reports[racer]!.written[index])
        expect(winners).toHaveLength(1)
        expect(await readText(store, key)).toBe(winners[0]!.letter.repeat(size))
      }
    })
  })
}

/** Lets processes begin together, each when all are ready, and gathers what they report. */
async function race(tasks: readonly RacerTask[]): Promise<readonly RacerReport[]> {
  const path = createRequire(import.meta.url).resolve('@regauge/testing/racer')
  const racers = tasks.map(() => fork(path))
  try {
    await Promise.all(racers.map((racer, index) => answerOf(racer, tasks[index]!)))
    // A racer says that it is ready, and then this.
    return (await Promise.all(racers.map((racer) => answerOf(racer, 'go')))) as RacerReport[]
  } finally {
    for (const racer of racers) racer.kill()
  }
}

function answerOf(racer: ReturnType<typeof fork>, message: RacerTask | 'go'): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  racer.once('message', resolve)
  racer.once('error', reject)
  racer.once('exit', (code) => reject(new Error(`A racer ended with exit code ${code}.`)))
  racer.send(message)
  return promise
}
