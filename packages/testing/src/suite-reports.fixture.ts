import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SuiteReport } from './run-suites.fixture.ts'

const COMPILED = new URL('../../../node_modules/.cache/compiled', import.meta.url)

/** Runs the suites of a fixture in a process of its own; only tests whose full name fits the pattern. */
export async function runSuites(fixture: URL, pattern?: string): Promise<{ readonly [suite: string]: SuiteReport }> {
  const script = fileURLToPath(new URL('run-suites.fixture.ts', import.meta.url))
  const given = [fileURLToPath(fixture), ...(pattern === undefined ? [] : [pattern])]
  const words = ['--conditions=@regauge/source', script, ...given]
  // Most of the time of so many workers is the compiling of what they import, which is the same for each.
  const env = { ...process.env, NODE_COMPILE_CACHE: fileURLToPath(COMPILED) }
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 26, env })
  return JSON.parse(stdout) as { readonly [suite: string]: SuiteReport }
}
