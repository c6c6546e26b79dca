import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENTRIES } from '../../scripts/image/entries.ts'
import { environment } from '../support/environment.ts'

const ROOT = join(import.meta.dirname, '../..')
const NAME = 'registry.example/team/runner:7'

/** The archive, unpacked; and in `root` the image's files. */
let folder: string

interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly annotations?: { readonly [name: string]: string }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'regauge-image-'))
  build('image.tar')
  execFileSync('tar', ['--extract', '--file', join(folder, 'image.tar'), '--directory', folder])
  mkdirSync(join(folder, 'root'))
  const { layers } = manifest()
  for (const { digest } of layers) execFileSync('tar', ['-xf', blob(digest), '-C', join(folder, 'root')])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm run image', () => {
  test('makes the same bytes twice, and says what it has built', () => {
    const file = join(folder, 'again.tar')
    const [image] = index().manifests
    expect(build('again.tar')).toEqual({ name: NAME, digest: image?.digest, file, size: statSync(file).size })
    expect(digestOf(file)).toBe(digestOf(join(folder, 'image.tar')))
  })

  test('makes an image layout whose digests and sizes are true', () => {
    expect(json(join(folder, 'oci-layout'))).toEqual({ imageLayoutVersion: '1.0.0' })
    const { config, layers } = manifest()
    for (const { digest, size } of [...index().manifests, config, ...layers]) {
      expect(digestOf(blob(digest))).toBe(digest)
      expect(readFileSync(blob(digest)).length).toBe(size)
    }
    expect(json(blob(config.digest))).toMatchObject({
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      config: { User: '1000' },
    })
  })

  test('names the image for containerd and for Dockers of all ages', () => {
    expect(index().manifests.map(({ annotations }) => annotations)).toEqual([
      { 'io.containerd.image.name': NAME, 'org.opencontainers.image.ref.name': '7' },
    ])
    const path = ({ digest }: Descriptor) => `blobs/${digest.replace(':', '/')}`
    const { config, layers } = manifest()
    expect(json(join(folder, 'manifest.json'))).toEqual([
      { RepoTags: [NAME], Config: path(config), Layers: layers.map(path) },
    ])
  })

  test('packs the licences of all that it brings', () => {
    const licences = join(folder, 'root/regauge/licences')
    expect(readdirSync(licences)).toEqual(expect.arrayContaining(['packages.txt', 'regauge.txt']))
    const text = readFileSync(join(licences, 'packages.txt'), 'utf8')
    for (const name of ['zod', 'yaml', '@aws-sdk/client-s3']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  test('brings a Node that runs from wherever its folder lies, with libraries of its own where there are no others', () => {
    const node = join(folder, 'root/regauge/bin/node')
    const script = 'process.version + JSON.stringify(process.report.getReport().sharedObjects)'
    const said = execFileSync(node, ['--print', script], { encoding: 'utf8', env: environment() })
    expect(said).toContain(process.version)
    expect(said).toContain('libstdc++.so.6')
    expect(existsSync(join(folder, 'root/regauge/lib/libstdc++.so.6'))).toBe(true)
  })

  const names = Object.entries(ENTRIES).flatMap(([folder, entries]) =>
    entries.map((entry) => `@regauge/${folder}${entry.slice(1)}`),
  )
  /** Imports an entry in the image, where nothing else can be found, and gives how the process ended. */
  const importEntry = (name: string) => {
    const cwd = join(folder, 'root/regauge')
    const words = ['--input-type=module', '--eval', `await import(${JSON.stringify(name)})`]
    return spawnSync(join(cwd, 'bin/node'), words, { cwd, env: environment(), encoding: 'utf8' })
  }
  // To import a main module is to run it, and a worker waits for its supervisor.
  const isMain = (name: string) => /\/(?:worker|runner|(?:remote|scheduled)-driver|remote-probe)$/.test(name)

  test.each(names.filter((name) => !isMain(name)))('brings %s, which needs nothing else', (name) => {
    expect(importEntry(name)).toMatchObject({ status: 0, stderr: '' })
  })

  test.each(names.filter((name) => isMain(name) && !name.endsWith('/worker')))(
    'brings %s, which needs nothing but to be told what it is for',
    (name) => {
      const stderr: unknown = expect.stringContaining('REMOTE_ASSIGNMENT_INVALID')
      expect(importEntry(name)).toMatchObject({ status: 64, stderr })
    },
  )
})

function build(file: string): unknown {
  const words = [join(ROOT, 'scripts/image.ts'), '--json', '--name', NAME, '--out', join(folder, file)]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', env: environment() }))
}

/** As the specification says. */
function index() {
  return json(join(folder, 'index.json')) as { readonly manifests: readonly Descriptor[] }
}

/** As the specification says. */
function manifest() {
  const found = json(blob(index().manifests[0]!.digest))
  return found as { readonly config: Descriptor; readonly layers: readonly Descriptor[] }
}

function blob(digest: string): string {
  return join(folder, 'blobs', digest.replace(':', '/'))
}

function digestOf(path: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
