// Run in a process of its own, which is killed while it puts: objects of which every byte is the same.
import { bytesSource, fileSource } from '../contracts/source.ts'
import { LocalArtifactStore } from './local-artifact-store.ts'

const [root, spool] = process.argv.slice(2)
const store = new LocalArtifactStore({ root: root! })

for (let turn = 0; ; turn += 1) {
  const fill = turn % 256
  const sizes = [600, 60_000, 700_000]
  for (const size of sizes) {
    const source = bytesSource(Buffer.alloc(size, fill))
    await store.put(`replaced/${size}`, source)
    await store.put(`fresh/${size}-${process.pid}-${turn}`, source, { ifAbsent: true })
  }
  await store.put('linked', fileSource(spool!, 200_000, { immutable: true }))
  if (turn === 0) process.send!('busy')
}
