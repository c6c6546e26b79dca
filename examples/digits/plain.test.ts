import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the plain code prints its accuracy and leaves what the pipeline leaves', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'digits-'))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'plain.ts'), directory])
    expect(Number(/^accuracy (\S+),/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(0.95)
    expect((await readdir(directory)).sort()).toEqual(['card.json', 'report.html', 'weights.bin'])
  } finally {
    await rm(directory, { recursive: true })
  }
})
