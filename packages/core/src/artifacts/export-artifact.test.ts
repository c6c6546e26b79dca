import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectBytes, toText } from '../util/bytes.ts'
import { artifactContent } from './artifact-content.ts'
import type { Bench } from './artifacts.fixture.ts'
import { listOf, openBench, typeOf } from './artifacts.fixture.ts'
import { collectLists } from './collect-lists.ts'
import { exportArtifact } from './export-artifact.ts'
import { writeArtifact } from './write-artifact.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
})
afterEach(() => bench.remove())

const write = (value: unknown, materializer: string) => writeArtifact(value, typeOf(materializer), bench)
const path = (name: string) => join(bench.folder, name)

test('plain values become JSON for people, whichever way they are stored', async () => {
  const small = await exportArtifact(await write({ a: [1] }, 'json'), bench.reader, path('small.json'))
  expect(await readFile(small, 'utf8')).toBe('{\n  "a": [\n    1\n  ]\n}\n')
  const rows = Array.from({ length: 5_000 }, (_, id) => ({ id }))
  const large = await exportArtifact(await write(rows, 'json'), bench.reader, path('large.json'))
  const text = await readFile(large, 'utf8')
  expect(JSON.parse(text)).toEqual(rows)
  expect(text.split('\n')).toHaveLength(rows.length + 3)
})

test('text and bytes are written as they are, over a file that is there', async () => {
  await writeFile(path('result'), 'something longer that was there before')
  for (const [value, materializer] of [
    ['ünï', 'text'],
    [Buffer.from('bytes'), 'bytes'],
  ] as const) {
    await exportArtifact(await write(value, materializer), bench.reader, path('result'))
    expect(await readFile(path('result'), 'utf8')).toBe(value.toString())
  }
  expect(await readdir(bench.folder)).not.toContain('result.partial')
})

test('a file goes into a directory under its own name', async () => {
  await writeFile(path('model.bin'), 'weights')
  await mkdir(path('there'))
  const ref = await write(path('model.bin'), 'file')
  expect(await exportArtifact(ref, bench.reader, path('there'))).toBe(path('there/model.bin'))
  expect(await exportArtifact(ref, bench.reader, path('renamed'))).toBe(path('renamed'))
  expect(await readFile(path('there/model.bin'), 'utf8')).toBe('weights')
})

test('a directory is never merged into one that holds something', async () => {
  await mkdir(path('model/sub'), { recursive: true })
  await writeFile(path('model/sub/x'), 'x')
  const ref = await write(path('model'), 'directory')
  await mkdir(path('there'))
  expect(await exportArtifact(ref, bench.reader, path('there'))).toBe(path('there/model'))
  expect(await readFile(path('there/model/sub/x'), 'utf8')).toBe('x')
  await expect(exportArtifact(ref, bench.reader, path('there'))).rejects.toMatchObject({
    code: 'ARTIFACT_EXPORT_BLOCKED',
  })
})

test('a list of artifacts becomes a directory with one entry an item', async () => {
  const refs = [await write(Buffer.from('a'), 'bytes'), null, await write('b', 'text'), await write({ c: 1 }, 'json')]
  const { list } = await collectLists({ list: refs }, bench.writer)
  await exportArtifact(list!, bench.reader, path('items'))
  expect((await readdir(path('items'))).sort()).toEqual(['0', '2.txt', '3.json'])
  const weights = await writeArtifact([new Uint8Array(2)], listOf(typeOf('bytes')), bench)
  await expect(collectBytes(artifactContent(weights, bench.reader))).rejects.toMatchObject({
    code: 'ARTIFACT_EXPORT_BLOCKED',
  })
})

test('one stream holds what a file would', async () => {
  const { list } = await collectLists({ list: [null, await write(1, 'json')] }, bench.writer)
  expect(JSON.parse(toText(await collectBytes(artifactContent(list!, bench.reader))))).toEqual([null, 1])
})

test('a path in no directory is named', async () => {
  const blocked = exportArtifact(await write(1, 'json'), bench.reader, path('no/such/out'))
  await expect(blocked).rejects.toMatchObject({
    code: 'ARTIFACT_EXPORT_BLOCKED',
    details: { path: path('no/such/out') },
  })
})

test('content that is corrupt leaves no file', async () => {
  const ref = await write(Buffer.from('whole'), 'bytes')
  await writeFile(bench.blobPath(ref.digest), 'other')
  await expect(exportArtifact(ref, bench.reader, path('result'))).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' })
  expect((await readdir(bench.folder)).sort()).toEqual(['in', 'out', 'store'])
})
