import { expect, test } from 'vitest'
import { MISTAKES } from './broken/flavor.fixture.ts'
import { runSuites } from './suite-reports.fixture.ts'

/** What has to fail, by the title of its suite. */
const FAILS: { readonly [suite: string]: readonly string[] } = {
  ...Object.fromEntries(
    Object.entries(MISTAKES).flatMap(([name, { caughtBy }]) =>
      Object.entries(caughtBy).map(([kit, titles]) => [`${kit} "${name}"`, titles]),
    ),
  ),
  'launcher "declared wrongly"': ['the compiler is told what the kit is told'],
  'launcher "declared as adoptable"': [
    'what a disposed launcher has left is adopted, or has ended, as declared',
    'what a killed driver has left is adopted, or has ended, as declared',
  ],
  'orchestrator "declared as adoptable"': ['the same run goes on where it was'],
  'orchestrator "declared wrongly"': [
    'the compiler is told what the kit is told',
    'a store of this machine is refused where steps run on others',
  ],
}

/** What has to pass where nobody makes a mistake, so that mistakes are not caught by a stack that does not open. */
const PASSES: { readonly [suite: string]: readonly string[] } = {
  'launcher "no mistake"': ['a bundle that is started runs, leaves an outcome and ends'],
  'launcher "of an operator"': [
    'a bundle that is started runs, leaves an outcome and ends',
    'what a killed driver has left is adopted, or has ended, as declared',
    'a launcher has what the compiler is told that it has',
  ],
  'orchestrator "no mistake"': [
    'linear: each step runs once, with what came before it',
    'the same run goes on where it was',
  ],
}

/** Of these the compiler takes care, whatever an orchestrator does. */
const BY_THE_COMPILER = ['a step operator that the stack does not have is refused']
/** The suite of waivers is put to the test with the kit of stores. */
const OF_EVERY_KIT = ['each names a test of the kit']

/** Some seventy tests start processes of their own. */
const PATIENT = { timeout: 300_000 }

test('for each promise there is a mistake that the kits of launchers and orchestrators catch', PATIENT, async () => {
  const [wanted, controls] = [testsOf(FAILS), testsOf(PASSES)]
  const names = [...wanted, ...controls].map(({ suite, title }) => `${RegExp.escape(suite)} .*${RegExp.escape(title)}`)
  const reports = await runSuites(
    new URL('broken-orchestrators.fixture.ts', import.meta.url),
    `^(?:${names.join('|')})$`,
  )

  expect(controls.filter(({ suite, title }) => reports[suite]?.passed.includes(title))).toEqual(controls)
  expect(wanted.filter(({ suite, title }) => reports[suite]?.failed.includes(title))).toEqual(wanted)
  for (const kit of ['launcher', 'orchestrator']) {
    const ofKit = Object.entries(reports).filter(([suite]) => suite.startsWith(kit))
    const promises = new Set(ofKit.flatMap(([, { all }]) => all))
    for (const title of [...BY_THE_COMPILER, ...OF_EVERY_KIT]) promises.delete(title)
    const caught = new Set(ofKit.flatMap(([, { failed }]) => failed))
    expect([...promises].filter((title) => !caught.has(title))).toEqual([])
  }
})

function testsOf(suites: { readonly [suite: string]: readonly string[] }) {
  return Object.entries(suites).flatMap(([suite, titles]) => titles.map((title) => ({ suite, title })))
}
