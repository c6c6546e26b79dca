import { createHash } from 'node:crypto'
import type { ArtifactStore } from '@regauge/core'
import { describe, expect } from 'vitest'
import { logOf } from '../log-of.ts'
import { runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

const TEXT = 'grüße, 日本語, русский, עברית, 🚂 e\u0301'

async function digestOfObject(store: ArtifactStore, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of store.get(key)) hash.update(piece)
  return hash.digest('hex')
}

/** What the steps of these pipelines need. */
export interface SurroundingsOptions {
  readonly largeBytes: number
  /** Of the step that runs a program. */
  readonly commandImage: string | undefined
}

export function describeSurroundings(
  orchestratorTest: OrchestratorTest,
  { largeBytes, commandImage }: SurroundingsOptions,
): void {
  describe('what steps handle', () => {
    orchestratorTest('a large file comes out of one step and into the next as it was', async (context) => {
      const { end, values } = await runPipeline(context, 'largeArtifact', { params: { bytes: largeBytes } })
      expect(end.outputs['content']).toMatchObject({ format: 'file', size: largeBytes })
      const { digest } = end.outputs['content']!
      expect(values).toMatchObject({ size: largeBytes, digest })
      // Where everybody else finds it, too.
      expect(await digestOfObject(context.opened.stack.store, `blobs/sha256/${digest.slice(0, 2)}/${digest}`)).toBe(
        digest,
      )
    })

    orchestratorTest('a program is handed files and values, and leaves files and values', async (context) => {
      const { run, end, values } = await runPipeline(context, 'command', {
        policy: commandImage === undefined ? {} : { image: commandImage },
      })
      expect(values).toMatchObject({ letters: 42 })
      expect(end.outputs['copy']?.digest).toBe(end.outputs['content']?.digest)
      expect(await logOf(context.opened.stack.store, { run, path: 'counts' })).toEqual(['counted 21'])
    })

    orchestratorTest(
      'letters of every script stay what they are in values, contents, names and logs',
      async (context) => {
        const { run, end, values } = await runPipeline(context, 'unicode', { params: { text: TEXT } })
        expect(values).toMatchObject({ text: TEXT })
        expect(end.outputs['content']).toMatchObject({ fileName: 'grüße 日本語.txt' })
        const digest = createHash('sha256').update(TEXT).digest('hex')
        expect(end.outputs['content']?.digest).toBe(digest)
        expect(end.outputs['words']?.digest).toBe(digest)
        const { store } = context.opened.stack
        expect(await logOf(store, { run, path: 'speaks' })).toEqual([`printed: ${TEXT}`, `logged: ${TEXT}`])
      },
    )
  })
}
