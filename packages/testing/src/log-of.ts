import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '@regauge/core'
import { readLogs } from '@regauge/core/records'

/** Whose log. */
export interface LogOfOptions {
  readonly run: string
  readonly path: string
}

/** The texts in the log of a step run. */
export async function logOf(store: ArtifactStore, { run, path }: LogOfOptions): Promise<readonly string[]> {
  const lines = await Array.fromAsync(readLogs(store, run, { path }))
  return lines.map(({ line }) => line.m)
}

/** The log of a step run that goes on, as soon as there is a line of it. Throws when patience has come to its end. */
export async function firstLines(
  store: ArtifactStore,
  { patienceMs, ...of }: LogOfOptions & { readonly patienceMs: number },
): Promise<readonly string[]> {
  const until = performance.now() + patienceMs
  for (;;) {
    const lines = await logOf(store, of)
    if (lines.length > 0) return lines
    if (performance.now() > until) throw new Error(`"${of.path}" has logged nothing within ${patienceMs} ms.`)
    await pause(20)
  }
}
