// Run in a process of its own: opens a store and races others for keys.
import type { ArtifactStore } from '@regauge/core'
import { sourceOf } from './content.ts'

/** What a racer puts where. */
export interface RacerTask {
  readonly module: string
  readonly argument: unknown
  readonly keys: readonly string[]
  readonly text: string
}

/** Of each key, whether this racer was told that it wrote. */
export interface RacerReport {
  readonly written: readonly boolean[]
}

async function run({ module, argument, keys, text }: RacerTask): Promise<void> {
  // The kit's author promises the export.
  const opener = (await import(module)) as { open(argument: unknown): ArtifactStore | Promise<ArtifactStore> }
  await using store = await opener.open(argument)
  const go = new Promise((resolve) => process.once('message', resolve))
  process.send!('ready')
  await go
  const written: boolean[] = []
  for (const key of keys) written.push((await store.put(key, sourceOf(text), { ifAbsent: true })).written)
  process.send!({ written } satisfies RacerReport)
}

process.once('message', (task) => void run(task as RacerTask))
