import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { withRunPath } from '../../scripts/image/run-path.ts'

test('a program finds its libraries in folders that it is given, first in the first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'regauge-run-path-'))
  try {
    const script = 'JSON.stringify(process.report.getReport().sharedObjects)'
    const librariesOf = (node: string): readonly string[] =>
      // Node prints an array of paths.
      JSON.parse(execFileSync(node, ['--print', script], { encoding: 'utf8' })) as readonly string[]
    const library = librariesOf(process.execPath).find((path) => path.includes('libstdc++'))!
    for (const name of ['bin', 'lib']) mkdirSync(join(folder, name))
    copyFileSync(library, join(folder, 'lib', basename(library)))
    const node = join(folder, 'bin/node')
    writeFileSync(node, withRunPath(readFileSync(process.execPath), ['/nowhere', '$ORIGIN/../lib', '/lib']), {
      mode: 0o755,
    })
    expect(librariesOf(node)).toContain(`${folder}/bin/../lib/${basename(library)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a file that is no program, or that has such folders already, is refused', () => {
  expect(() => withRunPath(Buffer.alloc(4_096, 'x'), ['/lib'])).toThrow('not a program of the expected format')
  const once = withRunPath(readFileSync(process.execPath), ['/lib'])
  expect(() => withRunPath(once, ['/lib'])).toThrow('has such folders already')
  expect(() => withRunPath(readFileSync(process.execPath), ['x'.repeat(4_096)])).toThrow('no room for the names')
})
