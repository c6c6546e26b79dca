import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Begins a module that exports a pipeline, as far as packaging looks at one; what else it is given can be looked at. */
export const DEFINE = `const define = (members) => ({
  [Symbol.for('regauge.pipeline')]: 1, name: 'p', toSpec: () => ({ nodes: [] }), stepAt: () => undefined, ...members,
})
`

/** A project in a directory of its own. */
export interface FileProject extends AsyncDisposable {
  readonly root: string
  /** The absolute path of one of its files. */
  file(name: string): string
}

/** Writes files, by name, into a new directory. */
export async function makeFiles(files: Readonly<Record<string, string>>): Promise<FileProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-code-')))
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return {
    root,
    file: (name) => join(root, name),
    async [Symbol.asyncDispose]() {
      await rm(root, { recursive: true, force: true })
    },
  }
}
