import { fork, type ChildProcess } from 'node:child_process'
import { on } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { RegaugeError } from '@regauge/core/errors'
import type { TestEvent, TestRequest } from '@regauge/testing'

const KEPT_OUTPUT = 4_000
/** What the tests are given to end by themselves. */
const GRACE_MS = 5_000

/** Where and how tests are run. */
export interface RunTestsOptions {
  /** Folders from which the kits are looked for, the first one that has them. */
  readonly from: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * Runs tests in a process of their own, with the kits and the vitest that the package itself has installed, and gives what
 * becomes of them. Throws `FLAVOR_TEST_TOOLS_MISSING`, `FLAVOR_TEST_FAILED`, or the signal's reason; nothing is left running.
 */
export async function* runTests(
  request: TestRequest,
  { from, env, signal }: RunTestsOptions,
): AsyncGenerator<Exclude<TestEvent, { kind: 'end' }>> {
  signal.throwIfAborted()
  const child = fork(findRunner(from), { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let output = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-KEPT_OUTPUT)))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ended = new AbortController()
  void exited.then(() => ended.abort())
  try {
    child.send(request)
    for await (const event of eventsOf(child, AbortSignal.any([signal, ended.signal]))) {
      if (event.kind === 'end') return
      yield event
    }
  } catch (thrown) {
    signal.throwIfAborted()
    if (!ended.signal.aborted) throw thrown
    throw new RegaugeError('FLAVOR_TEST_FAILED', {
      message: `The process of the tests ended before they did: ${output.trim() || 'it said nothing'}`,
    })
  } finally {
    child.kill()
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    await exited
    clearTimeout(timer)
  }
}

async function* eventsOf(child: ChildProcess, signal: AbortSignal): AsyncGenerator<TestEvent> {
  // Only the runner of the kits is forked here.
  for await (const [event] of on(child, 'message', { signal })) yield event as TestEvent
}

function findRunner(from: readonly string[]): string {
  for (const folder of from) {
    const require = createRequire(join(folder, 'package.json'))
    try {
      const runner = require.resolve('@regauge/testing/flavor-test')
      createRequire(runner).resolve('vitest/package.json')
      return runner
    } catch {
      // It is looked for in the next folder.
    }
  }
  throw new RegaugeError('FLAVOR_TEST_TOOLS_MISSING', {
    message: `Neither "${from[0]}" nor the project has "@regauge/testing" and "vitest" installed.`,
    hint: 'Install both there: npm install --save-dev @regauge/testing vitest',
    details: { searched: [...from] },
  })
}
