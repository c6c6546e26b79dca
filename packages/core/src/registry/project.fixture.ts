import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isRegaugeError, type RegaugeError } from '../errors/regauge-error.ts'
import { findProject, type Project } from './project.ts'

/** A project in a directory of its own, removed when it is disposed. */
export interface FixtureProject extends Project, AsyncDisposable {}

/** Writes files (by their paths from the root) and finds the project that they make. */
export async function createProject(files: { readonly [path: string]: string | Uint8Array }): Promise<FixtureProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-project-')))
  for (const [path, content] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return {
    ...(await findProject(root)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** The coded error of something that must fail. */
export async function errorOf(failing: Promise<unknown>): Promise<RegaugeError> {
  try {
    await failing
  } catch (thrown) {
    if (isRegaugeError(thrown)) return thrown
    throw thrown
  }
  throw new Error('It was to fail, but did not.')
}
