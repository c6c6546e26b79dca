import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = /^(?<folder>(?:.*\/)?node_modules\/(?<name>(?:@[^/]+\/)?[^/]+))\//
const FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i

interface Manifest {
  readonly version: string
  readonly license?: string
}

/** The licences of the installed packages that modules come from, as one text; one that has no file says its name. */
export function licencesOf(root: string, modules: readonly string[]): string {
  const packages = new Map<string, string>()
  for (const module of modules) {
    const { folder, name } = PACKAGE.exec(module)?.groups ?? {}
    if (folder !== undefined && name !== undefined) packages.set(folder, name)
  }
  return [...packages].map(([folder, name]) => section(join(root, folder), name)).join('\n')
}

function section(folder: string, name: string): string {
  // Written by npm.
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const texts = readdirSync(folder)
    .filter((file) => FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  const title = `${name} ${version} (${license ?? 'see below'})`
  return `${title}\n${'='.repeat(title.length)}\n\n${texts.map((text) => `${text}\n`).join('\n')}`
}

/** By the name of a Debian package, the licence of those of its libraries that are given; none on other systems. */
export function libraryLicences(libraries: readonly string[]): ReadonlyMap<string, Uint8Array> {
  // Libraries are loaded as "/lib/…", where many lie as "/usr/lib/…".
  const paths = libraries.flatMap((path) => [path, `/usr${path}`])
  const { stdout } = spawnSync('dpkg-query', ['--search', ...paths], { encoding: 'utf8' })
  const names = new Set((stdout ?? '').split('\n').flatMap((line) => /^[^:, ]+/.exec(line) ?? []))
  const found = [...names].sort().map((name) => [name, `/usr/share/doc/${name}/copyright`] as const)
  return new Map(found.filter(([, path]) => existsSync(path)).map(([name, path]) => [name, readFileSync(path)]))
}
