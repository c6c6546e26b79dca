import type { ArtifactStore } from '@regauge/core'

/**
 * Puts and gets a large object in a process of its own, and prints by how many bytes that has grown at most:
 * `node memory.fixture.ts MODULE CONFIG SIZE`, where the module's `open` opens the store of a config.
 */
const [module, config, size] = process.argv.slice(2)
// The caller names one of the fixtures, which have it.
const { open } = (await import(module!)) as { readonly open: (config: unknown) => Promise<ArtifactStore> }
await using store = await open(JSON.parse(config!))

const piece = Buffer.alloc(1024 * 1024, 'piece')

/** What is in use, not what the collector has yet to free or the allocator to give back: neither tells of the store. */
function held(): number {
  // The caller exposes it.
  globalThis.gc!()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The most that was held above idle while something was going on. */
async function growth(act: () => Promise<void>): Promise<number> {
  const idle = held()
  let highest = idle
  const sampling = setInterval(() => (highest = Math.max(highest, held())), 10)
  await act()
  clearInterval(sampling)
  return highest - idle
}

async function put(key: string, size: number): Promise<void> {
  await store.put(key, {
    size,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    async *open() {
      for (let left = size; left > 0; left -= piece.byteLength) yield piece.subarray(0, left)
    },
  })
}

async function get(key: string): Promise<void> {
  for await (const _ of store.get(key)) continue
}

// Loads what the vendor's client loads when it is first used.
await put('warm', piece.byteLength)
await get('warm')
const upload = await growth(() => put('large', Number(size)))
const download = await growth(() => get('large'))
process.stdout.write(JSON.stringify({ upload, download }))
