import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TarEntry } from './tar.ts'

/** The folder in an image that `NODE_COMPILE_CACHE` is to name. */
export const COMPILE_CACHE = 'regauge/compile-cache'

/** Node keeps a folder a user; these are who pods usually run as: ours first, root, and the nobodies of other images. */
const USERS = ['1000', '0', '65532', '65534']

/**
 * What V8 has made of an image's modules, so that its processes need not parse them anew: a quarter of what starting a
 * worker takes. It counts only where Node is the same and the processor is of the same kind, is made of those of this
 * machine, and is passed over elsewhere.
 */
export function compileCache(files: readonly TarEntry[]): readonly TarEntry[] {
  const modules = files.flatMap((file) =>
    file.type === 'file' && file.path.endsWith('.js') ? [[`file:///${file.path}`, textOf(file.content)]] : [],
  )
  const folder = mkdtempSync(join(tmpdir(), 'regauge-compile-cache-'))
  try {
    // A seed of its own would give other bytes each time.
    const words = ['--random-seed=1', join(import.meta.dirname, 'fill-compile-cache.ts')]
    const input = JSON.stringify(Object.fromEntries(modules))
    const { status, stderr } = spawnSync(process.execPath, words, {
      env: { NODE_COMPILE_CACHE: folder },
      input,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`The compile cache could not be filled:\n${stderr}`)
    return entriesOf(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString('utf8')
}

/** Node has written one folder, called after the version, the processor, and the user who ran it. */
function entriesOf(folder: string): readonly TarEntry[] {
  const [written] = readdirSync(folder)
  if (written === undefined) throw new Error('Node has written no compile cache.')
  const named = (user: string) => written.replace(/-\d+$/, `-${user}`)
  const [first, ...others] = USERS
  const own = named(first!)
  return [
    ...readdirSync(join(folder, written)).map((name): TarEntry => {
      const content = readFileSync(join(folder, written, name))
      return { type: 'file', path: `${COMPILE_CACHE}/${own}/${name}`, content }
    }),
    ...others.map((user): TarEntry => ({ type: 'link', path: `${COMPILE_CACHE}/${named(user)}`, target: own })),
  ]
}
