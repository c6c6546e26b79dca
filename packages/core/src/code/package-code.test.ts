import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { RegaugeError } from '../errors/regauge-error.ts'
import { packageCode, type PackagedPipeline } from './package-code.ts'
import { DEFINE, makeFiles } from './project.fixture.ts'

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

type Files = Readonly<Record<string, string>>

/** What the pipeline of a project of these files, in `pipeline.ts`, was given as its `value`. */
async function valueOf(files: Files): Promise<unknown> {
  await using project = await makeFiles(files)
  const pkg = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
  return (pkg.definition as unknown as { readonly value: unknown }).value
}

const exporting = (value: string, before = '') => `${before}\n${DEFINE}export const p = define({ value: ${value} })\n`

describe('what a pipeline module may use', () => {
  const matrix: readonly (readonly [what: string, files: Files, value: unknown])[] = [
    [
      'a relative .ts import',
      { 'pipeline.ts': exporting('a', `import { a } from './lib/a.ts'`), 'lib/a.ts': 'export const a: number = 1' },
      1,
    ],
    [
      'a .js import that means a .ts file',
      { 'pipeline.ts': exporting('a', `import { a } from './lib/a.js'`), 'lib/a.ts': 'export const a: number = 1' },
      1,
    ],
    [
      'an import without an ending',
      { 'pipeline.ts': exporting('a', `import { a } from './lib'`), 'lib/index.ts': 'export const a = 1' },
      1,
    ],
    [
      'paths of tsconfig.json',
      {
        'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./lib/*"] } } }',
        'pipeline.ts': exporting('a', `import { a } from '~/a'`),
        'lib/a.ts': 'export const a = 1',
      },
      1,
    ],
    [
      'enums and parameter properties',
      { 'pipeline.ts': exporting('new A(E.Two).e', 'enum E { One, Two }; class A { constructor(readonly e: E) {} }') },
      1,
    ],
    [
      'standard decorators',
      {
        'pipeline.ts': exporting(
          'new A().m()',
          'const twice = (m: () => number, _: unknown) => () => 2 * m(); class A { @twice m() { return 4 } }',
        ),
      },
      8,
    ],
    [
      'legacy decorators of methods and parameters',
      {
        'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
        'pipeline.ts': exporting(
          'seen',
          `const seen: unknown[] = []
           const m = (_: object, name: string) => { seen.push(name) }
           const p = (_: object, name: string, index: number) => { seen.push([name, index]) }
           export class A { @m run(@p _: string) {} }`,
        ).replace('export const p =', 'export const q ='),
      },
      [['run', 0], 'run'],
    ],
    ['top-level await', { 'pipeline.ts': exporting('a', 'const a = await Promise.resolve(1)') }, 1],
    [
      'CommonJS, in JavaScript and TypeScript',
      {
        'pipeline.ts': exporting('[a, b]', `import a from './a.cjs'\nimport b from './b.cts'`),
        'a.cjs': `'use strict'\nconst { sep } = require('node:path')\nmodule.exports = sep`,
        'b.cts': 'const b: number = 2\nexport = b',
      },
      ['/', 2],
    ],
    [
      'JSON and text',
      {
        'pipeline.ts': exporting(
          '[a, b, c]',
          `import a from './a.json' with { type: 'json' }\nimport b from './b.md'\nimport c from './c.tsv' with { type: 'text' }`,
        ),
        'a.json': '{ "a": 1 }',
        'b.md': '# b',
        'c.tsv': 'c\td',
      },
      [{ a: 1 }, '# b', 'c\td'],
    ],
    [
      'a dynamic import',
      { 'pipeline.ts': exporting(`await import('./a.ts').then(({ a }) => a)`), 'a.ts': 'export const a = 1' },
      1,
    ],
    [
      'a require of its own',
      {
        'pipeline.ts': exporting(
          `require('./a.json').a + b`,
          `import { createRequire } from 'node:module'\nimport b from './b.cjs'\nconst require = createRequire(import.meta.url)`,
        ),
        'a.json': '{ "a": 1 }',
        'b.cjs': `module.exports = require('node:path').sep.length`,
      },
      2,
    ],
    [
      'names of classes that are called alike',
      {
        'pipeline.ts': exporting(
          '[A.name, B.name]',
          `import { Model as A } from './a.ts'\nimport { Model as B } from './b.ts'`,
        ),
        'a.ts': 'export class Model {}',
        'b.ts': 'export class Model {}',
      },
      ['Model', 'Model'],
    ],
  ]
  test.for(matrix)('%s', async ([, files, value]) => {
    expect(await valueOf(files)).toEqual(value)
  })

  test('modules learn where their source lies, in whatever way they ask', async () => {
    await using project = await makeFiles({
      'pipeline.ts': exporting(
        '[meta, common]',
        `import { meta } from './lib/meta.ts'\nimport common from './lib/common.cjs'`,
      ),
      'lib/meta.ts': `export const meta = [import.meta.url, import.meta.dirname, import.meta.filename, import.meta.resolve('./x.csv'), new URL('x.csv', import.meta.url).href]`,
      'lib/common.cjs': `#!/usr/bin/env node\nmodule.exports = [__dirname, __filename]`,
      'lib/x.csv': '',
    })
    const { definition } = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
    const csv = pathToFileURL(project.file('lib/x.csv')).href
    expect(definition).toMatchObject({
      value: [
        [pathToFileURL(project.file('lib/meta.ts')).href, project.file('lib'), project.file('lib/meta.ts'), csv, csv],
        [project.file('lib'), project.file('lib/common.cjs')],
      ],
    })
  })
})

describe('files that a module names by their URL', () => {
  const naming = (url: string) =>
    `import { readFileSync } from 'node:fs'\nexport const url = ${url}\nexport const text = readFileSync(url, 'utf8')`

  test('travel with the code, under a name that depends on what is in them', async () => {
    const pack = async (text: string) => {
      await using project = await makeFiles({
        'pipeline.ts': exporting('[url.href, text]', `import { url, text } from './lib/read.ts'`),
        'lib/read.ts': naming(`new URL(\n  '../data/x.csv',\n  import.meta.url,\n)`),
        'data/x.csv': text,
      })
      const pkg = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
      const { value } = pkg.definition as unknown as { readonly value: readonly string[] }
      const name = basename(value[0]!)
      return { value, digest: pkg.digest, copy: await readFile(join(pkg.directory, name), 'utf8') }
    }
    const { value, copy, digest } = await pack('1,2')
    expect(value).toEqual([expect.stringMatching(/\/cache\/code\/\w+\/x-\w+\.csv$/), '1,2'])
    expect(copy).toBe('1,2')
    expect((await pack('1,2')).digest).toBe(digest)
    expect((await pack('1,3')).digest).not.toBe(digest)
  })

  test('stay where they are if they are folders, code, or not there', async () => {
    const urls = ['./lib', './pipeline.ts', './none.csv'].map((path) => `new URL('${path}', import.meta.url).href`)
    await using project = await makeFiles({ 'pipeline.ts': exporting(`[${urls.join()}]`), 'lib/x.csv': '' })
    const { definition } = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
    const each = ['lib', 'pipeline.ts', 'none.csv'].map((name) => pathToFileURL(project.file(name)).href)
    expect(definition).toMatchObject({ value: each })
  })
})

describe('packages', () => {
  const installed = (name: string, files: Files): Files => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.2.3', main: 'index.js' }),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`node_modules/${name}/${file}`, text])),
  })
  const built = `module.exports = ['built', __filename.endsWith('index.js')]`

  /** Packages the module and keeps what the tests look at. */
  async function packaged(
    files: Files,
    external: readonly string[] = [],
  ): Promise<PackagedPipeline & { bundle: string }> {
    await using project = await makeFiles(files)
    const pkg = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root, external })
    return { ...pkg, bundle: await readFile(join(pkg.directory, 'pipeline.js'), 'utf8') }
  }

  test('are part of the bundle', async () => {
    const pkg = await packaged({
      'pipeline.ts': exporting('plain', `import plain from 'plain'`),
      ...installed('plain', { 'index.js': 'module.exports = 7' }),
    })
    expect(pkg.manifest.externals).toEqual({})
    expect(pkg.definition).toMatchObject({ value: 7 })
  })

  const spoken: readonly (readonly [code: string, message: string, languages: boolean])[] = [
    ['z.string().safeParse(1)', 'Invalid input: expected string, received number', false],
    [
      'z.string().safeParse(1, { error: z.locales.de().localeError })',
      'Ungültige Eingabe: erwartet string, erhalten Zahl',
      true,
    ],
  ]
  test.for(spoken)('bring messages of Zod where they are asked for: %s', async ([code, message, languages]) => {
    await using project = await makeFiles({
      'pipeline.ts': exporting(`${code}.error!.issues[0]!.message`, "import { z } from 'zod'"),
    })
    await mkdir(project.file('node_modules'))
    await symlink(await realpath(join(MODULES, 'zod')), project.file('node_modules/zod'))
    const pkg = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
    expect(pkg.definition).toMatchObject({ value: message })
    expect(Buffer.from(pkg.files.get('pipeline.js')!).includes('Ungültige Eingabe')).toBe(languages)
  })

  const native: readonly (readonly [what: string, files: Files])[] = [
    ['is built on installation', installed('fast', { 'index.js': built, 'binding.gyp': '{}' })],
    ['ships builds', installed('fast', { 'index.js': built, 'prebuilds/linux-x64/fast.txt': '' })],
    [
      'loads a build by one of the usual packages',
      {
        ...installed('fast', { 'index.js': `require('node-gyp-build'); ${built}` }),
        ...installed('node-gyp-build', { 'index.js': '' }),
      },
    ],
    ['imports machine code', installed('fast', { 'index.js': `try { require('./fast.node') } catch {}; ${built}` })],
    [
      'imports machine code from a package for the platform',
      {
        ...installed('fast', { 'index.js': `try { require('fast-linux') } catch {}; ${built}` }),
        'node_modules/fast-linux/package.json': '{ "name": "fast-linux", "version": "1.2.3", "main": "fast.node" }',
        'node_modules/fast-linux/fast.node': 'no machine code at all',
      },
    ],
  ]
  test.for(native)('one that %s stays outside, in the version that is noted', async ([, files]) => {
    const pkg = await packaged({ 'pipeline.ts': exporting('fast', `import fast from 'fast'`), ...files })
    expect(pkg.manifest.externals).toEqual({ fast: '1.2.3' })
    expect(pkg.bundle).not.toContain('built')
    expect(pkg.definition).toMatchObject({ value: ['built', true] })
  })

  test('one that the caller names stays outside, with all that lies below it', async () => {
    const files = {
      'ml/pipeline.ts': exporting('own', `import own from '@a/own/sub.js'`),
      'ml/node_modules/@a/own/package.json': '{ "name": "@a/own", "version": "3.0.0" }',
      'ml/node_modules/@a/own/sub.js': `module.exports = 'from beside the module'`,
    }
    await using project = await makeFiles(files)
    const module = project.file('ml/pipeline.ts')
    const { manifest, definition } = await packageCode({ module, projectRoot: project.root, external: ['@a/own'] })
    expect(manifest.externals).toEqual({ '@a/own': '3.0.0' })
    expect(definition).toMatchObject({ value: 'from beside the module' })
  })

  test('one that is outside and not installed is named', async () => {
    const packing = packaged({ 'pipeline.ts': exporting('gone', `import gone from '@a/gone/sub'`) }, ['@a/gone'])
    await expect(packing).rejects.toMatchObject({
      code: 'CODE_EXTERNAL_NOT_FOUND',
      message: expect.stringContaining('"@a/gone"') as string,
    })
  })
})

describe('the digest of a package', () => {
  const files = {
    'pipeline.ts': exporting('[a, u]', `import a from 'a'\nconst u = import.meta.url.length > 0`),
    'node_modules/a/package.json': '{ "name": "a", "version": "1.0.0", "main": "index.js" }',
    'node_modules/a/index.js': `exports.here = __dirname; exports.twin = require('./twin')`,
    'node_modules/a/twin.js': 'exports.twin = 2',
  }
  const digestIn = async (root: string) =>
    (await packageCode({ module: join(root, 'pipeline.ts'), projectRoot: root })).digest

  test('is the same in every directory, and when packages lie further up', async () => {
    await using one = await makeFiles(files)
    await using two = await makeFiles(
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [
          name.startsWith('node_modules') ? name : `deep/down/${name}`,
          text,
        ]),
      ),
    )
    const digest = await digestIn(one.root)
    expect(await digestIn(two.file('deep/down'))).toBe(digest)
    const { files: packed } = await packageCode({ module: one.file('pipeline.ts'), projectRoot: one.root })
    for (const [name, bytes] of packed) expect([name, Buffer.from(bytes).includes(one.root)]).toEqual([name, false])
  })

  test('changes with a line of any module that is used, and with none that is not', async () => {
    await using project = await makeFiles({ ...files, 'unused.ts': 'export const x = 1' })
    const before = await digestIn(project.root)
    await writeFile(project.file('unused.ts'), 'export const x = 2')
    expect(await digestIn(project.root)).toBe(before)
    await writeFile(project.file('node_modules/a/twin.js'), 'exports.twin = 3')
    expect(await digestIn(project.root)).not.toBe(before)
  })
})

describe('mistakes', () => {
  async function mistakeOf(files: Files, exportName?: string): Promise<RegaugeError> {
    await using project = await makeFiles(files)
    const packing = packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root, exportName })
    const thrown: unknown = await packing.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(thrown).toBeInstanceOf(RegaugeError)
    return thrown as RegaugeError
  }

  test('a module that is not there', async () => {
    expect(await mistakeOf({})).toMatchObject({ code: 'MODULE_NOT_FOUND' })
  })

  test('a module outside of the project', async () => {
    await using project = await makeFiles({ 'pipeline.ts': '', 'inside/package.json': '{}' })
    const packing = packageCode({ module: project.file('pipeline.ts'), projectRoot: project.file('inside') })
    await expect(packing).rejects.toMatchObject({ code: 'MODULE_OUTSIDE_PROJECT' })
  })

  test('a syntax error is shown with its place and its line, and without a stack', async () => {
    const error = await mistakeOf({ 'pipeline.ts': `import './lib/a.ts'`, 'lib/a.ts': 'const a = 1\nconst b = }\n' })
    expect(error).toMatchObject({ code: 'MODULE_INVALID', details: { file: 'lib/a.ts', line: 2, column: 11 } })
    expect(error.message).toMatchInlineSnapshot(`
      "Module "pipeline.ts" cannot be built.
        lib/a.ts:2:11: Unexpected "}"
          2 | const b = }
                        ^"
    `)
  })

  test('an import that nothing answers to', async () => {
    const error = await mistakeOf({ 'pipeline.ts': `import 'lodahs/fp'` })
    expect(error).toMatchObject({
      code: 'MODULE_INVALID',
      hint: expect.stringContaining('npm install lodahs`') as string,
    })
  })

  // A test runner makes stack traces of its own.
  test('a module that throws names the line in which it did', async () => {
    await using project = await makeFiles({
      'pipeline.ts': `import { a } from './lib/a.ts'\n${exporting('a')}`,
      'lib/a.ts': `interface Unused { a: 1 }\n\nexport const a = open()\nfunction open(): number {\n  throw new Error('no data here')\n}\n`,
    })
    const packing = fileURLToPath(new URL('package-code.fixture.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [packing, project.file('pipeline.ts'), project.root])
    const error = JSON.parse(stdout) as RegaugeError
    expect(error.code).toBe('MODULE_THREW')
    expect(error.message).toContain('no data here')
    expect(error.message).toContain('at open (lib/a.ts:5:9)')
    expect(error.message).toContain('lib/a.ts:3:18')
  })

  test('a module without a pipeline lists what it exports', async () => {
    const error = await mistakeOf({ 'pipeline.ts': 'export const a = 1, b = 2' })
    expect(error).toMatchObject({ code: 'PIPELINE_NOT_FOUND', message: expect.stringContaining('"a", "b"') as string })
  })

  test('a module with several pipelines asks for a name', async () => {
    const several = `${DEFINE}export const one = define({})\nexport const two = define({})`
    const error = await mistakeOf({ 'pipeline.ts': several })
    expect(error).toMatchObject({ code: 'PIPELINE_AMBIGUOUS', details: { exports: ['one', 'two'] } })
    expect(await mistakeOf({ 'pipeline.ts': several }, 'tow')).toMatchObject({
      code: 'PIPELINE_NOT_FOUND',
      hint: 'Did you mean "two"?',
    })
  })

  test('a pipeline that is also the default export counts once', async () => {
    await using project = await makeFiles({ 'pipeline.ts': `${exporting('1')}\nexport default p` })
    const { manifest } = await packageCode({ module: project.file('pipeline.ts'), projectRoot: project.root })
    expect(manifest.export).toBe('p')
  })
})

describe('files of command steps', () => {
  const naming = (...files: readonly string[]) =>
    `${DEFINE}export const p = define({ toSpec: () => ({ nodes: [{ kind: 'step', step: 's', command: { argv: ['x'], files: ${JSON.stringify(files)} } }] }) })`

  test('go into the package under the names that steps give them, directories with all they hold', async () => {
    await using project = await makeFiles({
      'ml/pipeline.ts': naming('train.sh', 'lib'),
      'ml/train.sh': 'echo',
      'ml/lib/a.py': 'a',
      'ml/lib/deep/b.py': 'b',
      'ml/lib/__pycache__/a.pyc': 'cache',
    })
    await chmod(project.file('ml/train.sh'), 0o755)
    const { manifest, directory } = await packageCode({
      module: project.file('ml/pipeline.ts'),
      projectRoot: project.root,
    })
    const named = Object.keys(manifest.files).filter((name) => name.startsWith('files/'))
    expect(named).toEqual(['files/lib/a.py', 'files/lib/deep/b.py', 'files/train.sh'])
    expect(manifest.files['files/train.sh']?.executable).toBe(true)
    expect((await stat(join(directory, 'files/train.sh'))).mode & 0o111).not.toBe(0)
  })

  test('have to be there, and in the project', async () => {
    await using project = await makeFiles({ 'a.ts': naming('gone.py'), 'b.ts': naming('link.py') })
    await symlink('/etc/hostname', project.file('link.py'))
    const packing = (name: string) => packageCode({ module: project.file(name), projectRoot: project.root })
    await expect(packing('a.ts')).rejects.toMatchObject({ code: 'CODE_FILE_NOT_FOUND' })
    await expect(packing('b.ts')).rejects.toMatchObject({ code: 'MODULE_OUTSIDE_PROJECT' })
  })
})
