import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { bytesSource } from '../contracts/source.ts'
import { collectBytes } from '../util/bytes.ts'

/** A chunk is stored when its text has grown to so many characters, or when somebody flushes it. */
const FULL = 256 * 1024

/** A stream of JSON Lines that is stored in numbered chunks, none of them empty. */
export interface LineChunks {
  /** Keeps a line until its chunk is stored. True: the chunk is full and should be flushed. */
  add(line: object): boolean
  /** Stores what has been added since, or keeps it where that fails. Nothing may be added until it has settled. */
  flush(): Promise<void>
  /** How many chunks have been stored. */
  readonly stored: number
}

/** `keyOf` gives the key of the chunk with a number, from 0. Chunks of others that stand already are left as they are. */
export function createLineChunks(store: ArtifactStore, keyOf: (chunk: number) => string): LineChunks {
  let text = ''
  let next = 0
  return {
    add(line) {
      text += `${JSON.stringify(line)}\n`
      return text.length >= FULL
    },
    async flush() {
      if (text === '') return
      const bytes = Buffer.from(text)
      while (!(await putChunk(store, keyOf(next), bytes))) next += 1
      next += 1
      text = ''
    },
    get stored() {
      return next
    },
  }
}

/** Whether the chunk stands. A put whose answer was lost took effect all the same. */
async function putChunk(store: ArtifactStore, key: string, bytes: Buffer): Promise<boolean> {
  const { written } = await store.put(key, bytesSource(bytes), { ifAbsent: true })
  return written || bytes.equals(await collectBytes(store.get(key)))
}
