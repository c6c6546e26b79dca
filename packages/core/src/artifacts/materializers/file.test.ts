import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bench } from '../artifacts.fixture.ts'
import { openBench } from '../artifacts.fixture.ts'
import { file } from './file.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
})
afterEach(() => bench.remove())

test('the reader gets a copy of its own under the same name', async () => {
  const path = join(bench.folder, 'größe 😀.bin')
  await writeFile(path, Buffer.alloc(2_000_000, 5))
  const ref = await file.write(path, bench.writer)
  expect(ref).toMatchObject({ format: 'file', size: 2_000_000, fileName: 'größe 😀.bin' })
  const copies = [await file.read(ref, bench.reader), await file.read(ref, bench.reader)] as string[]
  expect(copies[0]).not.toBe(copies[1])
  expect(copies[0]!.startsWith(bench.reader.workDir)).toBe(true)
  expect(basename(copies[0]!)).toBe('größe 😀.bin')
  await writeFile(copies[0]!, 'overwritten by its owner')
  expect(await readFile(copies[1]!)).toEqual(Buffer.alloc(2_000_000, 5))
  expect(await readFile((await file.read(ref, bench.reader)) as string)).toEqual(Buffer.alloc(2_000_000, 5))
})

test('what is written to the file afterwards does not reach the store', async () => {
  const path = join(bench.folder, 'reused')
  await writeFile(path, 'first')
  const ref = await file.write(path, bench.writer)
  await writeFile(path, 'second')
  expect(await readFile((await file.read(ref, bench.reader)) as string, 'utf8')).toBe('first')
})

test('a path without a file is refused', async () => {
  for (const value of [join(bench.folder, 'absent'), bench.folder, '', 'a\0b', undefined, 7]) {
    await expect(file.write(value, bench.writer)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
  }
})

test('a materializer of somebody else that puts an absent file is told so with a code', async () => {
  await expect(bench.writer.putFile(join(bench.folder, 'absent'))).rejects.toMatchObject({
    code: 'ARTIFACT_INVALID',
    message: expect.stringContaining('absent" cannot be read') as string,
  })
})

test('a name that would leave the directory is refused', async () => {
  const content = await bench.writer.putBytes(Buffer.from('x'))
  for (const fileName of ['../x', '/x', '..', '', 'a/b', 'a\0']) {
    await expect(file.read({ format: 'file', ...content, fileName }, bench.reader)).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
    })
  }
})
