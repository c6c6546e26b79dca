import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tar, type TarEntry } from '../../scripts/image/tar.ts'

const LONG = `${'folder/'.repeat(30)}${'f'.repeat(40)}`

function file(path: string, content = ''): TarEntry {
  return { type: 'file', path, content: Buffer.from(content) }
}

test('an archive is what tar makes of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'regauge-tar-'))
  try {
    const pieces = tar([
      file(LONG, 'deep'),
      { type: 'file', path: 'bin/run', content: Buffer.alloc(1_024, 'x'), executable: true },
      { type: 'link', path: 'bin/start', target: 'run' },
      { type: 'directory', path: 'tmp', mode: 0o1777 },
    ])
    // As root it would else give the files the user that the archive names.
    execFileSync('tar', ['-xpf', '-', '-C', folder, '--no-same-owner'], { input: Buffer.concat(pieces) })
    expect(readFileSync(join(folder, LONG), 'utf8')).toBe('deep')
    expect(readlinkSync(join(folder, 'bin/start'))).toBe('run')
    const modes = ['bin', 'bin/run', LONG, 'tmp'].map((path) => statSync(join(folder, path)).mode & 0o7777)
    expect(modes).toEqual([0o755, 0o755, 0o644, 0o1777])
    expect(statSync(join(folder, 'bin/run'))).toMatchObject({ size: 1_024, mtimeMs: 0 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the order of entries makes no difference', () => {
  const entries = [file('b/c', '1'), file('a', '2'), file('b/a', '3')]
  expect(Buffer.concat(tar(entries))).toEqual(Buffer.concat(tar(entries.toReversed())))
})

test('a path or link that has no room is refused', () => {
  expect(() => tar([file('f'.repeat(101))])).toThrow('is too long for an archive')
  expect(() => tar([file(`${'folder/'.repeat(40)}f`)])).toThrow('is too long for an archive')
  expect(() => tar([{ type: 'link', path: 'a', target: 'x'.repeat(101) }])).toThrow('is too long for an archive')
})
