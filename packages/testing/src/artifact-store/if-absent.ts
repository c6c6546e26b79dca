import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readText, sourceOf } from './content.ts'
import type { CurrentStore } from './kit.ts'
import type { RacerReport, RacerTask } from './racer.ts'

const RACERS = 40
const PROCESSES = 3

export function describeIfAbsent(current: CurrentStore): void {
  describe('put if absent', () => {
    test.each([5, 300_000])('the second writer of %i bytes is told so and changes nothing', async (size) => {
      const { store } = current()
      const first = 'a'.repeat(size)
      expect(await store.put('once', sourceOf(first), { ifAbsent: true })).toEqual({ written: true })
      expect(await store.put('once', sourceOf('b'.repeat(size)), { ifAbsent: true })).toEqual({ written: false })
      expect(await readText(store, 'once')).toBe(first)
    })

    test.each([5, 100_000])('of many writers of %i bytes at once exactly one is told that it wrote', async (size) => {
      const { store } = current()
      const texts = Array.from({ length: RACERS }, (_, racer) => String(racer).padEnd(size, '.'))
      const results = await Promise.all(texts.map((text) => store.put('raced', sourceOf(text), { ifAbsent: true })))
      expect(results.filter(({ written }) => written)).toHaveLength(1)
      expect(await readText(store, 'raced')).toBe(texts[results.findIndex(({ written }) => written)])
    })

    test('of writers in several processes exactly one is told that it wrote', async ({ skip }) => {
      const { store, reopen } = current()
      if (!reopen) return skip('the store of this kit cannot be opened by another process')
      const keys = Array.from({ length: 200 }, (_, number) => `raced/${number}`)
      const tasks = Array.from({ length: PROCESSES }, (_, racer): RacerTask => ({
        ...reopen,
        keys,
        text: `racer ${racer}`,
      }))
      const reports = await race(tasks)
      for (const [index, key] of keys.entries()) {
        const winners = reports.flatMap((report, racer) => (report.written[index] ? [racer] : []))
        expect(winners).toHaveLength(1)
        expect(await readText(store, key)).toBe(`racer ${winners[0]}`)
      }
    })
  })
}

/** Lets processes begin together, each when all are ready, and gathers what they report. */
async function race(tasks: readonly RacerTask[]): Promise<readonly RacerReport[]> {
  const path = fileURLToPath(new URL(`./racer${extname(import.meta.url)}`, import.meta.url))
  const racers = tasks.map(() => fork(path))
  try {
    await Promise.all(racers.map((racer, index) => answerOf(racer, tasks[index]!)))
    // A racer says no more than this two things.
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
