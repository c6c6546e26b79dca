import { fork } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bytesSource, fileSource } from '../contracts/source.ts'
import type { RegaugeError } from '../errors/regauge-error.ts'
import { collectBytes } from '../util/bytes.ts'
import { compareUtf8 } from '../util/utf8-order.ts'
import { LocalArtifactStore } from './local-artifact-store.ts'

let folder: string
let root: string
let store: LocalArtifactStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regauge-local-store-'))
  root = join(folder, 'store')
  store = new LocalArtifactStore({ root })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = (content: string) => bytesSource(Buffer.from(content))

describe('on the disk', () => {
  test('an object is the file of its key', async () => {
    await store.put('runs/a/run.json', text('{}'))
    expect(await readFile(join(root, 'runs/a/run.json'), 'utf8')).toBe('{}')
  })

  test('nothing is made before the first put', async () => {
    await expect(store.list('')).resolves.toEqual({ objects: [], prefixes: [] })
    await store.delete(['a'])
    await expect(stat(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('folders that lose their last object go, and come back when they are wanted', async () => {
    await store.put('a/b/c', text('1'))
    await store.delete(['a/b/c'])
    expect(await readdir(root)).toEqual(['.tmp'])
    await store.put('a/b/c', text('2'))
    expect(await readFile(join(root, 'a/b/c'), 'utf8')).toBe('2')
  })

  test('a folder that something else removed is made again', async () => {
    await store.put('a/b/c', text('1'))
    await rm(root, { recursive: true })
    await store.put('a/b/d', text('2'), { ifAbsent: true })
    expect(await readFile(join(root, 'a/b/d'), 'utf8')).toBe('2')
  })

  test('the root may be a symbolic link', async () => {
    await mkdir(join(folder, 'elsewhere'))
    await symlink(join(folder, 'elsewhere'), root)
    await store.put('a/b', text('x'))
    expect(await readdir(join(folder, 'elsewhere'))).toContain('a')
  })
})

describe('unfinished objects', () => {
  test('they are in no list and have no key', async () => {
    await mkdir(join(root, '.tmp'), { recursive: true })
    await writeFile(join(root, '.tmp/x'), 'x')
    expect(await store.list('')).toEqual({ objects: [], prefixes: [] })
    expect(await store.list('.tmp/')).toEqual({ objects: [], prefixes: [] })
    await expect(store.stat('.tmp/x')).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
  })

  test('those of crashed writers go after a day, with the first put', async () => {
    await mkdir(join(root, '.tmp'), { recursive: true })
    for (const name of ['old', 'new']) await writeFile(join(root, '.tmp', name), name)
    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    await utimes(join(root, '.tmp/old'), longAgo, longAgo)
    await store.put('a', text('1'))
    expect(await readdir(join(root, '.tmp'))).toEqual(['new'])
  })

  test('a put leaves none behind', async () => {
    await store.put('a', text('1'))
    await store.put('a', text('1'), { ifAbsent: true })
    await store.put('b', bytesSource(Buffer.alloc(200_000)), { ifAbsent: true })
    await expect(store.put('a/b', text('1'))).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  })
})

describe('symbolic links below the root', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'outside'))
    await writeFile(join(folder, 'outside/secret'), 'secret')
    await mkdir(root)
    await symlink(join(folder, 'outside'), join(root, 'out'))
    await symlink(join(folder, 'outside/secret'), join(root, 'file'))
  })

  test('no folder is reached through one', async () => {
    const denied = { code: 'STORE_DENIED' }
    await expect(store.put('out/x', text('x'))).rejects.toMatchObject(denied)
    await expect(store.put('out/deep/x', text('x'))).rejects.toMatchObject(denied)
    await expect(collectBytes(store.get('out/secret'))).rejects.toMatchObject(denied)
    await expect(store.stat('out/secret')).rejects.toMatchObject(denied)
    await expect(store.delete(['out/secret'])).rejects.toMatchObject(denied)
    await expect(store.list('out/')).rejects.toMatchObject(denied)
    expect(await readdir(join(folder, 'outside'))).toEqual(['secret'])
  })

  test('one is no object', async () => {
    expect(await store.list('')).toEqual({ objects: [], prefixes: [] })
    expect(await store.stat('file')).toBeUndefined()
    await expect(collectBytes(store.get('file'))).rejects.toMatchObject({ code: 'STORE_DENIED' })
    await store.put('file', text('ours'))
    expect(await readFile(join(folder, 'outside/secret'), 'utf8')).toBe('secret')
    expect(await readFile(join(root, 'file'), 'utf8')).toBe('ours')
  })
})

describe('files as sources', () => {
  test('one that nobody writes to any more is linked, with an age and a mode of its own', async () => {
    const path = join(folder, 'spool')
    await writeFile(path, Buffer.alloc(100_000, 7), { mode: 0o600 })
    const longAgo = new Date(0)
    await utimes(path, longAgo, longAgo)
    await store.put('linked', fileSource(path, 100_000, { immutable: true }))
    const [source, object] = await Promise.all([lstat(path), lstat(join(root, 'linked'))])
    expect(object.ino).toBe(source.ino)
    expect(object.mtimeMs).toBeGreaterThan(Date.now() - 60_000)
    expect(object.mode & 0o777).toBe(0o666 & ~process.umask())
  })

  test('any other is copied', async () => {
    const path = join(folder, 'mutable')
    await writeFile(path, Buffer.alloc(100_000, 7))
    await store.put('copied', fileSource(path, 100_000))
    await writeFile(path, Buffer.alloc(100_000, 8))
    expect((await readFile(join(root, 'copied')))[0]).toBe(7)
  })

  test('one that has grown since is refused', async () => {
    const path = join(folder, 'grown')
    await writeFile(path, Buffer.alloc(100_001))
    for (const immutable of [true, false]) {
      const refused = store.put('grown', fileSource(path, 100_000, { immutable }))
      await expect(refused).rejects.toMatchObject({ code: 'STORE_CONTENT_MISMATCH' })
    }
  })
})

test('a root that is a file is a store out of reach', async () => {
  await writeFile(root, 'x')
  await expect(store.put('a', text('x'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(store.put('a/b', text('x'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
})

test('deletes and puts in one folder do not disturb each other', async () => {
  const other = new LocalArtifactStore({ root })
  await Promise.all(
    Array.from({ length: 300 }, async (_, number) => {
      await store.put(`shared/folder/${number}`, text('x'), { ifAbsent: true })
      await other.delete([`shared/folder/${number}`])
    }),
  )
  expect(await store.list('shared/')).toEqual({ objects: [], prefixes: [] })
})

test('a writer that is killed at any moment leaves no half object', { timeout: 60_000 }, async () => {
  const spool = join(folder, 'spool')
  await writeFile(spool, Buffer.alloc(200_000, 9))
  const script = fileURLToPath(new URL('crash.fixture.ts', import.meta.url))
  for (let kill = 0; kill < 12; kill += 1) {
    const writer = fork(script, [root, spool])
    const ended = once(writer, 'exit')
    await once(writer, 'message')
    // Another moment of the writer's round each time.
    for (let turn = 0; turn < kill * 40; turn += 1) await new Promise(setImmediate)
    writer.kill('SIGKILL')
    await ended
  }
  let objects = 0
  for (const { key, size } of (await store.list('', { limit: 100_000 })).objects) {
    const bytes = await collectBytes(store.get(key))
    expect(bytes.byteLength).toBe(key === 'linked' ? 200_000 : Number(/\d+/.exec(key)![0]))
    expect(bytes.byteLength).toBe(size)
    expect(bytes.every((byte) => byte === bytes[0])).toBe(true)
    objects += 1
  }
  expect(objects).toBeGreaterThan(12 * 3)
})

test('a stream of any size takes no more memory than a part of it', async () => {
  const size = 400_000_000
  const script = fileURLToPath(new URL('stream.fixture.ts', import.meta.url))
  const [report] = (await once(fork(script, [root, String(size)]), 'message')) as [{ read: number; risen: number }]
  expect(report.read).toBeGreaterThanOrEqual(size)
  expect(report.risen).toBeLessThan(150_000_000)
})

test('no key leads out of the root', async () => {
  const hostile = ['..', '.', '', '...', '~', '/', '\\', '..\\..', '%2e%2e', '\0', '．．', 'x'.repeat(300), 'outside']
  const segment = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 4 }))
  const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
  await writeFile(join(folder, 'outside'), 'untouched')
  await store.put('inside', text('x'))
  await fc.assert(
    fc.asyncProperty(key, async (each) => {
      const calls = [
        () => store.put(each, text('written')),
        () => store.put(each, text('written'), { ifAbsent: true }),
        () => collectBytes(store.get(each)),
        () => store.stat(each),
        () => store.list(each),
        () => store.delete([each]),
      ]
      for (const call of calls) {
        const thrown = await call().then(
          () => undefined,
          (error: RegaugeError) => error.code,
        )
        expect([undefined, 'STORE_KEY_INVALID', 'STORE_OBJECT_NOT_FOUND']).toContain(thrown)
      }
      expect(await readdir(folder)).toEqual(['outside', 'store'])
      expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('untouched')
    }),
    { numRuns: 300 },
  )
  expect((await store.list('')).objects).toMatchObject([{ key: 'inside' }])
})

test('any keys are listed in the order of their bytes, whatever the prefix, limit and start', async () => {
  const segment = fc.stringMatching(/^[abB.\-@é\u{10000}｡]{1,3}$/u).filter((name) => name !== '.' && name !== '..')
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 25 }),
      fc.constantFrom('', 'a', 'a/', 'B', 'é/', '｡'),
      fc.record({ limit: fc.integer({ min: 1, max: 8 }), after: fc.option(key, { nil: '' }), rollUp: fc.boolean() }),
      async (keys, prefix, { limit, after, rollUp }) => {
        await rm(root, { recursive: true, force: true })
        const stored: string[] = []
        for (const each of keys) {
          const isBesideFolder = stored.some((other) => other.startsWith(`${each}/`) || each.startsWith(`${other}/`))
          const result = await store.put(each, text(each)).catch((thrown: RegaugeError) => thrown.code)
          expect(result).toEqual(isBesideFolder ? 'STORE_KEY_INVALID' : { written: true })
          if (!isBesideFolder) stored.push(each)
        }
        const toEntry = (each: string) => {
          const slash = rollUp ? each.indexOf('/', prefix.length) : -1
          return slash === -1 ? each : each.slice(0, slash + 1)
        }
        const wanted = [...new Set(stored.filter((each) => each.startsWith(prefix)).map(toEntry))]
          .filter((each) => compareUtf8(each, after) > 0)
          .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        const found: string[] = []
        let next: string | undefined = after
        do {
          const page = await store.list(prefix, { limit, after: next, ...(rollUp ? { delimiter: '/' } : {}) })
          expect(page.objects.length + page.prefixes.length).toBeLessThanOrEqual(limit)
          found.push(...[...page.objects.map((object) => object.key), ...page.prefixes].sort(compareUtf8))
          next = page.next
        } while (next !== undefined)
        expect(found).toEqual(wanted)
      },
    ),
    { numRuns: 150 },
  )
})

test('an error of the source is not taken for one of the store', async () => {
  const gone = fileSource(join(folder, 'gone'), 100_000)
  await expect(store.put('a', gone)).rejects.toMatchObject({ code: 'ENOENT', path: join(folder, 'gone') })
})
