import { RegaugeError, type ErrorCode } from '@regauge/core/errors'
import { findProject, type Project } from '@regauge/core/stack'
import type { TestEvent, TestRequest } from '@regauge/testing'
import type { Command, CommandContext } from '../context.ts'
import { parseDurationOption } from '../duration-option.ts'
import { assertImportable, findTarget, type TestTarget } from '../flavor-test/find-target.ts'
import { planKits } from '../flavor-test/plan-kits.ts'
import { countTests, createGroupPrinter, totalLine } from '../flavor-test/print-tests.ts'
import { runTests } from '../flavor-test/run-tests.ts'
import { registeredStack, stackOfConfig } from '../flavor-test/stack-to-test.ts'
import { printJson, printLines } from '../output/print.ts'

/** What `flavor test` takes. */
export interface FlavorTestOptions {
  readonly package?: string | undefined
  readonly stack?: string
  readonly config?: string
  readonly kind?: string
  readonly patience?: string
}

/**
 * Puts flavors to the test: with a stack or a config, by the kit of each flavor's kind, which uses the components as that
 * says; without, by the tests that the package itself has.
 */
export const flavorTest: Command<FlavorTestOptions> = async (options, context) => {
  const { cwd, env, signal, stdout } = context
  const project = await findProject(cwd)
  const isStackAlone = options.package === undefined && options.stack !== undefined
  const target = isStackAlone ? undefined : await findTarget(project, cwd, options.package ?? '.')
  const folder = target?.folder ?? project.root
  const kits = await kitsOf(project, options, { target, context })
  const from = [folder, project.root, import.meta.dirname]
  const began = performance.now()
  const groups: Extract<TestEvent, { kind: 'group' }>[] = []
  const print = options.json ? () => {} : createGroupPrinter(context)
  for await (const event of runTests({ folder, ...(kits && { kits }) }, { from, env, signal })) {
    if (event.kind !== 'group') throw toError(event)
    groups.push(event)
    print(event)
  }
  const counts = countTests(groups)
  if (counts.total === 0) throw nothingTested(folder)
  const ms = performance.now() - began
  const ok = counts.broken === 0
  if (options.json) {
    printJson(context, {
      ok,
      package: target?.package ?? null,
      stack: options.stack ?? null,
      promises: counts,
      suites: suitesOf(groups),
      seconds: Math.round(ms) / 1000,
    })
  } else printLines(context, [totalLine(counts, ms, stdout.colors)])
  return ok ? 0 : 1
}

async function kitsOf(
  project: Project,
  { stack, config, kind, patience }: FlavorTestOptions,
  { target, context }: { readonly target: TestTarget | undefined; readonly context: CommandContext },
): Promise<TestRequest['kits']> {
  const patienceMs = patience === undefined ? undefined : parseDurationOption(patience, '--patience')
  if (target && (stack ?? config) !== undefined) await assertImportable(project, target)
  if (stack !== undefined) return planKits(project, await registeredStack(project, stack, target?.package), patienceMs)
  if (config === undefined) return undefined
  const made = await stackOfConfig(project, target!.package, { cwd: context.cwd, file: config, kind })
  return planKits(project, made, patienceMs)
}

function suitesOf(groups: readonly Extract<TestEvent, { kind: 'group' }>[]): readonly object[] {
  const suites = Map.groupBy(groups, ({ suite }) => suite)
  return [...suites].map(([name, all]) => ({
    name,
    groups: all.map(({ group, tests }) => ({ name: group, promises: tests })),
  }))
}

function toError(event: Exclude<TestEvent, { kind: 'group' | 'end' }>): RegaugeError {
  if (event.kind === 'failed') {
    const message = `The tests in ${event.file} could not be run: ${event.message}`
    return new RegaugeError('FLAVOR_TEST_FAILED', { message })
  }
  const { code, message, hint } = event
  // The runner's copy of core has the codes of this one, or newer ones, which are told as they are.
  return new RegaugeError((code ?? 'FLAVOR_TEST_FAILED') as ErrorCode, { message, hint })
}

function nothingTested(folder: string): RegaugeError {
  return new RegaugeError('FLAVOR_TEST_NOTHING', {
    message: `The package in "${folder}" has no tests of its own.`,
    hint: 'Say with --stack NAME or --config FILE how its flavors are to be used; then their kits are run.',
  })
}
