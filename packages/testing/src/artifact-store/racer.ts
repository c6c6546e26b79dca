// Run in a process of its own: opens a store and races others for keys.
import type { ArtifactStore } from '@regauge/core'
import { sourceOf } from './content.ts'

/** What a racer puts where. */
export interface RacerTask {
  readonly module: string
  readonly argument: unknown
  /** In the order in which they are put. */
  readonly objects: readonly { readonly key: string; readonly size: number }[]
  /** What the racer's objects are filled with. */
  readonly letter: string
}

/** Of each object, whether this racer was told that it wrote. */
export interface RacerReport {
  readonly written: readonly boolean[]
}

async function run({ module, argument, objects, letter }: RacerTask): Promise<void> {
  // The kit's author promises the export.
  const opener = (await import(module)) as { open(argument: unknown): ArtifactStore | Promise<ArtifactStore> }
  await using store = await opener.open(argument)
  const go = new Promise((resolve) => process.once('message', resolve))
  process.send!('ready')
  await go
  const written: boolean[] = []
  for (const { key, size } of objects) {
    written.push((await store.put(key, sourceOf(letter.repeat(size)), { ifAbsent: true })).written)
  }
  process.send!({ written } satisfies RacerReport)
}

process.once('message', (task) => void run(task as RacerTask))
