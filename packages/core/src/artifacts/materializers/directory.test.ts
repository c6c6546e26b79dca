import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bench } from '../artifacts.fixture.ts'
import { openBench } from '../artifacts.fixture.ts'
import { encodeManifest } from '../directory-manifest.ts'
import { directory } from './directory.ts'

let bench: Bench
let source: string
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
  source = join(bench.folder, 'mödel')
  await mkdir(source)
})
afterEach(() => bench.remove())

async function roundTrip(): Promise<string> {
  return (await directory.read(await directory.write(source, bench.writer), bench.reader)) as string
}

/** Every path below a directory with its content, executable bit included; null for a directory. */
async function contentsOf(root: string): Promise<Record<string, string | null>> {
  const contents: Record<string, string | null> = {}
  for (const path of (await readdir(root, { recursive: true })).sort()) {
    const found = await stat(join(root, path))
    contents[path] = found.isDirectory()
      ? null
      : `${found.mode & 0o100} ${(await readFile(join(root, path))).toString('base64')}`
  }
  return contents
}

describe('round trip', () => {
  test('names, bytes, executable bits and empty directories are kept', async () => {
    await mkdir(join(source, 'ünï/leer'), { recursive: true })
    await writeFile(join(source, 'ünï/😀.bin'), Buffer.from([0, 255]))
    await writeFile(join(source, 'run.sh'), '#!/bin/sh\n')
    await chmod(join(source, 'run.sh'), 0o755)
    await writeFile(join(source, 'empty'), '')
    await writeFile(join(source, '.hidden'), 'x')
    const copy = await roundTrip()
    expect(basename(copy)).toBe('mödel')
    expect(await contentsOf(copy)).toEqual(await contentsOf(source))
  })

  test('any tree comes back', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => text.isWellFormed() && !/[/\0]/.test(text) && text !== '.' && text !== '..')
    const path = fc.array(name, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(path, fc.uint8Array({ maxLength: 40 })), { maxLength: 8 }), async (files) => {
        source = join(bench.folder, `tree-${Math.random()}`)
        await mkdir(source)
        for (const [segments, bytes] of files) {
          const target = join(source, ...segments)
          // A name may be that of a file and of a directory; whichever comes first stays.
          await mkdir(dirname(target), { recursive: true }).catch(() => undefined)
          await writeFile(target, bytes).catch(() => undefined)
        }
        expect(await contentsOf(await roundTrip())).toEqual(await contentsOf(source))
      }),
      { numRuns: 40 },
    )
  })

  test('an empty directory comes back', async () => {
    expect(await contentsOf(await roundTrip())).toEqual({})
  })
})

test('equal directories are equal artifacts, and unchanged files are stored once', async () => {
  await writeFile(join(source, 'a'), 'large and unchanged')
  await writeFile(join(source, 'b'), 'changes')
  const first = await directory.write(source, bench.writer)
  expect(await directory.write(source, bench.writer)).toEqual(first)
  const before = (await bench.store.list('blobs/')).objects.length
  await writeFile(join(source, 'b'), 'has changed')
  await directory.write(source, bench.writer)
  expect((await bench.store.list('blobs/')).objects).toHaveLength(before + 2)
})

describe('what is refused', () => {
  test('symbolic links, with their path', async () => {
    await mkdir(join(source, 'sub'))
    await symlink('/etc/passwd', join(source, 'sub/link'))
    await expect(directory.write(source, bench.writer)).rejects.toThrow('"sub/link" is a symbolic link')
  })

  test('what is no directory', async () => {
    await writeFile(join(source, 'file'), 'x')
    for (const value of [join(source, 'file'), join(source, 'absent'), '', 5]) {
      await expect(directory.write(value, bench.writer)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
    }
  })

  const content = { digest: 'a'.repeat(64), size: 1 }
  test.each<[string, readonly string[], readonly string[]]>([
    ['a parent', ['../x'], []],
    ['a parent within', ['a/../../x'], []],
    ['an absolute path', ['/etc/x'], []],
    ['an empty name', ['a//b'], []],
    ['a NUL', ['a\0b'], []],
    ['the directory itself', ['.'], []],
    ['an empty directory that is a parent', [], ['..']],
    ['a path twice', ['a', 'a'], []],
    ['a file that is a directory too', ['a', 'a/b'], []],
  ])('a manifest with %s', async (_, files, empty) => {
    const manifest = encodeManifest(
      files.map((path) => ({ path, ...content })),
      empty,
    )
    const ref = { format: 'directory', ...(await bench.writer.putBytes(manifest)) }
    await expect(directory.read(ref, bench.reader)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
    expect((await readdir(bench.reader.workDir)).length).toBeLessThanOrEqual(1)
  })
})
