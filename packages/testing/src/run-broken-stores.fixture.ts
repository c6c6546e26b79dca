// Run in a process of its own: runs the suites of `broken-stores.fixture.ts` and prints what became of each test.
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'

const suites = fileURLToPath(new URL('broken-stores.fixture.ts', import.meta.url))
const conditions = ['@regauge/source', 'module', 'node', 'development|production']
const vitest = await startVitest(
  'test',
  [],
  { config: false, root: import.meta.dirname, include: [suites], watch: false, reporters: [] },
  { resolve: { conditions }, ssr: { resolve: { conditions } } },
)
const failed: { [suite: string]: string[] } = {}
for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) {
    const [suite = '', ...titles] = test.fullName.split(' > ')
    failed[suite] ??= []
    if (test.result().state !== 'passed') failed[suite].push(titles.at(-1)!)
  }
}
await vitest.close()
process.stdout.write(JSON.stringify(failed))
process.exitCode = 0
