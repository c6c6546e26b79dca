// Run in a process of its own, FILE [PATTERN]: runs the suites of a file and prints what became of their tests.
import { startVitest } from 'vitest/node'

/** What became of the tests of one suite, by their own titles. */
export interface SuiteReport {
  readonly passed: readonly string[]
  readonly failed: readonly string[]
  /** Those that the pattern left out, too. */
  readonly all: readonly string[]
}

const [file, pattern] = process.argv.slice(2) as [string, string?]
const conditions = ['@regauge/source', 'module', 'node', 'development|production']
const vitest = await startVitest(
  'test',
  [],
  {
    config: false,
    root: import.meta.dirname,
    include: [file],
    watch: false,
    reporters: [],
    execArgv: ['--conditions=@regauge/source'],
    sequence: { concurrent: true },
    maxConcurrency: 6,
    ...(pattern !== undefined && { testNamePattern: pattern }),
  },
  { resolve: { conditions }, ssr: { resolve: { conditions } } },
)
const reports: { [suite: string]: { passed: string[]; failed: string[]; all: string[] } } = {}
for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) {
    const [suite = '', ...titles] = test.fullName.split(' > ')
    reports[suite] ??= { passed: [], failed: [], all: [] }
    reports[suite].all.push(titles.at(-1)!)
    const { state } = test.result()
    if (state === 'passed' || state === 'failed') reports[suite][state].push(titles.at(-1)!)
  }
}
await vitest.close()
process.stdout.write(JSON.stringify(reports satisfies { [suite: string]: SuiteReport }))
process.exitCode = 0
