import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryUse } from './memory-use.ts'

test.each([
  ['a limit and a peak', '268435456\n', '268000000\n', { limit: 268_435_456, peak: 268_000_000 }],
  ['no limit in version 2', 'max\n', '1000\n', { peak: 1000 }],
  ['no limit in version 1', '9223372036854771712\n', '1000\n', { peak: 1000 }],
  ['a kernel that keeps no peak', '268435456\n', undefined, { limit: 268_435_456 }],
  ['a system without control groups', undefined, undefined, {}],
])('%s', async (_, limit, peak, use) => {
  const root = await mkdtemp(join(tmpdir(), 'regauge-memory-'))
  try {
    const place = { limit: join(root, 'limit'), peak: join(root, 'peak') }
    if (limit !== undefined) await writeFile(place.limit, limit)
    if (peak !== undefined) await writeFile(place.peak, peak)
    expect(memoryUse([{ limit: join(root, 'no'), peak: join(root, 'no') }, place])).toEqual(use)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
