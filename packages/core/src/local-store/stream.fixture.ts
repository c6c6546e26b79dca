// Run in a process of its own: puts and gets an object much larger than its memory may become, and reports how far the
// resident size rose.
import { LocalArtifactStore } from './local-artifact-store.ts'

const [root, size] = process.argv.slice(2)
const store = new LocalArtifactStore({ root: root! })
const piece = Buffer.alloc(300_000, 'x')
const count = Math.ceil(Number(size) / piece.byteLength)
const idle = process.memoryUsage.rss()

await store.put('large', {
  size: count * piece.byteLength,
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  async *open() {
    for (let sent = 0; sent < count; sent += 1) yield Buffer.from(piece)
  },
})
let read = 0
for await (const part of store.get('large')) read += part.byteLength
process.send!({ read, risen: process.resourceUsage().maxRSS * 1024 - idle })
