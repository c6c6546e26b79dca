// `@regauge/testing/flavor-test`, run in a process of its own: runs the tests that its parent asks for, and tells what
// became of them.
import { realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { isRegaugeError } from '@regauge/core'
import { startVitest } from 'vitest/node'
import { assertApart } from './fresh-store.ts'
import { createReporter } from './reporter.ts'
import type { TestEvent, TestRequest } from './request.ts'

const KITS = createRequire(import.meta.url).resolve('@regauge/testing/flavor-test/kits')

const tell = (event: TestEvent) => process.send?.(event)

async function run({ folder: given, kits }: TestRequest): Promise<void> {
  const folder = await realpath(given)
  for (const { store } of kits ?? []) await assertApart(store)
  const common = { watch: false, silent: true, passWithNoTests: true }
  const vitest =
    kits === undefined
      ? await startVitest('test', [], { ...common, root: folder, reporters: [createReporter(folder, tell)] })
      : await startVitest('test', [], {
          ...common,
          root: dirname(KITS),
          config: false,
          include: [KITS],
          exclude: [],
          provide: { 'regauge-kits': kits },
          reporters: [createReporter(dirname(KITS), tell)],
        })
  await vitest.close()
}

process.once('message', (request) => {
  // Only the command forks this module.
  run(request as TestRequest)
    .catch((thrown: unknown) => {
      const { code, hint } = isRegaugeError(thrown) ? thrown : {}
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      tell({ kind: 'refused', message, ...(code && { code }), ...(hint !== undefined && { hint }) })
    })
    .finally(() => {
      process.send?.({ kind: 'end' } satisfies TestEvent, () => process.exit(0))
    })
})
// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))
