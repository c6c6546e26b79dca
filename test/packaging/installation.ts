import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { environment } from '../support/environment.ts'
import { ROOT } from '../support/project.ts'

const run = promisify(execFile)

/** Packed packages: the path of each tarball by the name of its package. */
export type Tarballs = Readonly<Record<string, string>>

/** A directory for tarballs and installations, which disposing removes. */
export interface Workplace extends Disposable {
  readonly root: string
}

export function createWorkplace(): Workplace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'regauge-packed-')))
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 10 }) }
}

/** Packs the packages of some folders, as they would be published, into files of a directory. */
export async function pack(folders: readonly string[], directory: string): Promise<Tarballs> {
  const words = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', directory, ...folders]
  const { stdout } = await run('npm', words, { cwd: ROOT, env: environment(), maxBuffer: 2 ** 26 })
  // npm's own document.
  const packed = JSON.parse(stdout) as readonly { readonly name: string; readonly filename: string }[]
  return Object.fromEntries(packed.map(({ name, filename }) => [name, join(directory, filename)]))
}

/**
 * Installs packed packages below a directory, as npm lays them down. Packages of others are linked to those of this
 * repository, so that nothing is asked of a registry.
 */
export async function install(directory: string, tarballs: Tarballs): Promise<void> {
  const modules = join(directory, 'node_modules')
  for (const [name, tarball] of Object.entries(tarballs)) {
    mkdirSync(join(modules, name), { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', join(modules, name), '--strip-components=1'])
  }
  for (const name of othersIn(join(ROOT, 'node_modules'))) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
}

/** The names of all packages that are not this repository's own. */
function othersIn(modules: string): readonly string[] {
  const names = readdirSync(modules).filter(
    (name) => !name.startsWith('.') && name !== 'regauge' && name !== '@regauge',
  )
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => `${name}/${each}`) : [name],
  )
}
