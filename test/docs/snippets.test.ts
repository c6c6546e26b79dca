import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProject, loadStack, openSecrets } from '@regauge/core/stack'
import { describe, expect, test } from 'vitest'
import type { CommandContext } from '../../packages/cli/src/context.ts'
import { createProgram, type Program } from '../../packages/cli/src/program.ts'
import { createProject } from '../support/project.ts'
import { readCalls } from './command-lines.ts'
import { DOCUMENTS, ROOT } from './documents.ts'
import { readSnippets, toFiles, toNumberedFiles, type Snippet } from './snippets.ts'

/** The blocks of a document in one of some languages. */
const inLanguage = (document: string, ...languages: readonly string[]): readonly Snippet[] =>
  readSnippets(join(ROOT, document)).filter(({ language }) => languages.includes(language))

const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    emitDeclarationOnly: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    noUnusedLocals: false,
    moduleDetection: 'force',
  },
}

/*
 * The blocks of a document form one project. `title=PATH` behind the language names the file that a block is a part of;
 * TypeScript without a title is one module, and `<!-- ts … -->` adds to it what readers need not see. Calls of the
 * command in `console run` are carried out in that project, and print what stands behind them.
 */
test('every snippet of TypeScript compiles, runs as a module, and its pipelines can be built', async () => {
  const files: Record<string, string> = {}
  for (const document of DOCUMENTS) {
    // A folder with the document's own name, so that the compiler's words lead to it.
    const own = toNumberedFiles(inLanguage(document, 'ts'), 'snippets.ts')
    for (const [path, text] of Object.entries(own)) files[join(document, path)] = text
  }
  expect(Object.keys(files)).toEqual(expect.arrayContaining([join('README.md', 'snippets.ts')]))
  using project = createProject({
    ...files,
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify(TSCONFIG),
  })
  expect(await compile(project.root)).toBe('')
  for (const file of Object.keys(files)) {
    // A unit test needs the tool that it is written for; that it compiles is all that can be asked of it here.
    if (file.endsWith('.ts') && !file.endsWith('.test.ts')) expect(await runModule(project.root, file), file).toBe('')
  }
})

/** Imports a module in a process of its own and builds every pipeline that it exports; gives what goes wrong. */
function runModule(directory: string, file: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const script = `for (const each of Object.values(await import(${JSON.stringify(`./${file}`)}))) each?.toSpec?.()`
  const words = ['--input-type=module', '-e', script]
  execFile(process.execPath, words, { cwd: directory }, (error, _, said) => resolve(error ? said : ''))
  return promise
}

/** What the compiler says; nothing where all is well. */
function compile(directory: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const words = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', directory]
  execFile(process.execPath, words, { cwd: directory }, (_, said) => resolve(said))
  return promise
}

describe.each(DOCUMENTS)('%s:', (document) => {
  test('its stacks, secrets and project file are read', async () => {
    const files = toFiles(inLanguage(document, 'yaml'), 'stacks/snippet.yaml')
    using project = createProject()
    for (const [path, text] of Object.entries(files)) writeFile(project.root, path, text)
    const found = await findProject(project.root)
    const secrets = openSecrets(found, { env: {} })
    for (const path of Object.keys(files)) {
      const stack = /^stacks\/(.*)\.yaml$/.exec(path)?.[1]
      if (stack !== undefined) expect(await loadStack(found, stack)).toMatchObject({ name: stack })
      else if (path.endsWith('secrets.yaml')) await secrets.resolve('hf.token')
      else expect(path).toBe('regauge.yaml')
    }
  })

  test('its calls of the command have words that the command knows', () => {
    for (const snippet of inLanguage(document, 'sh', 'console')) {
      for (const { words, line } of readCalls(snippet)) {
        expect(() => parseWords(words), `${document}:${line}: regauge ${words.join(' ')}`).not.toThrow()
      }
    }
  })

  test('its marked calls print what it says', async () => {
    using project = createProject()
    const files = toFiles(inLanguage(document, 'yaml', 'ts'), 'snippets')
    for (const [path, text] of Object.entries(files)) writeFile(project.root, path, text)
    const marked = inLanguage(document, 'console').filter(({ marks }) => marks.includes('run'))
    for (const { words, line, printed } of marked.flatMap(readCalls)) {
      const { code, stdout, stderr } = await project.regauge(words)
      expect(`${stdout}${stderr}`.trimEnd(), `${document}:${line}`).toMatch(patternOf(printed))
      expect(code, `${document}:${line}`).toBe(0)
    }
  })
})

function writeFile(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { mode: 0o600 })
}

/** Parses a command line as the command does; nothing is carried out. Throws for a word or option that it does not know. */
function parseWords(words: readonly string[]): void {
  const output = { write: () => true, columns: 80 }
  // Only what parsing needs of its surroundings.
  const context = { stdout: output, stderr: output, cwd: ROOT, env: {} } as unknown as CommandContext
  const { command } = createProgram(context, '0.0.0')
  const idle = (each: Program['command']): void => {
    if (each.commands.length === 0) each.action(() => {})
    else each.commands.forEach((inner) => idle(inner))
  }
  idle(command)
  command.parse([...words], { from: 'user' })
}

/** What a document says that is printed, as a pattern: `…` in a line is any text, and as a line any lines. */
function patternOf(printed: readonly string[]): RegExp {
  const pattern = RegExp.escape(printed.join('\n').trimEnd())
  return new RegExp(`^${pattern.replaceAll(/(?<=\\n|^)…(?=\\n|$)/g, '[^]*').replaceAll('…', '.*')}$`)
}
