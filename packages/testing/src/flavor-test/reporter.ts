import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import type { TestEvent, TestReport } from './request.ts'

const WAIVED = / \(waived: (.*)\)$/s

/** A reporter that tells what became of each group of tests as soon as the last one of them has ended. */
export function createReporter(folder: string, tell: (event: TestEvent) => void): Reporter {
  const fileOf = (module: TestModule) => relative(folder, module.moduleId)
  const tellGroup = (place: TestSuite | TestModule, names: readonly string[]) => {
    const tests = [...place.children.tests()].map(toReport)
    const [suite = '', ...groups] = names
    if (tests.length > 0) tell({ kind: 'group', suite, group: groups.join(' › '), tests })
  }
  return {
    onTestSuiteResult(suite) {
      tellGroup(suite, namesOf(suite))
    },
    onTestModuleEnd(module) {
      for (const { message } of module.errors()) tell({ kind: 'failed', file: fileOf(module), message })
      tellGroup(module, [fileOf(module)])
    },
    onTestRunEnd(_, errors) {
      // What nobody waited for; a test that has passed may have left it behind.
      for (const { message } of errors) tell({ kind: 'failed', file: 'outside of all tests', message })
    },
  }
}

function namesOf(suite: TestSuite): readonly string[] {
  return suite.parent.type === 'suite' ? [...namesOf(suite.parent), suite.name] : [suite.name]
}

function toReport(test: TestCase): TestReport {
  const result = test.result()
  const waiver = WAIVED.exec(test.name)?.[1]
  const title = test.name.replace(WAIVED, '')
  const ms = Math.round(test.diagnostic()?.duration ?? 0)
  if (result.state === 'failed') {
    return { title, state: 'broken', ms, reason: result.errors.map(({ message }) => message).join('\n') }
  }
  if (result.state !== 'passed') return { title, state: 'skipped', ms }
  return waiver === undefined ? { title, state: 'kept', ms } : { title, state: 'waived', ms, reason: waiver }
}
