import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ConformanceReport } from '../packages/core/src/registry/conformance.ts'
import { capabilitiesText } from '../packages/cli/src/output/capabilities-text.ts'
import { proofText } from '../packages/cli/src/output/proof-text.ts'

const README = 'README.md'
const [BEGIN, END] = ['<!-- flavors: npm run flavors -->', '<!-- /flavors -->']

/** What the suites have proven of the flavors of this repository, as a table: one row a flavor. Fakes are left out. */
function flavorTable(): string {
  const files = globSync('packages/*/conformance/*.json').filter(
    (file) => !file.startsWith(join('packages', 'testing')),
  )
  // They are written by the suites alone.
  const reports = files.map((file) => ({ from: packageOf(file), report: readJson(file) as ConformanceReport }))
  const flavors = Map.groupBy(reports, ({ from, report: { kind, flavor } }) => [kind, flavor, from].join(' '))
  const rows = [...flavors.keys()].toSorted().map((key) => {
    const [{ from, report }] = flavors.get(key) as [(typeof reports)[number]]
    const proven = proofText(flavors.get(key)!.map((each) => each.report))
    const { kind, flavor, capabilities } = report
    return `| ${kind} | \`${flavor}\` | ${capabilitiesText(capabilities)} | ${proven} | \`${from}\` |`
  })
  return ['| kind | flavor | capabilities | proven | package |', '|---|---|---|---|---|', ...rows].join('\n')
}

/** The README with the table between its marks. */
export function readmeWithFlavors(): string {
  const text = readFileSync(README, 'utf8')
  const [before, rest] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (before < 0 || rest < before) throw new Error(`${README} has no place for the table: ${BEGIN} … ${END}`)
  return `${text.slice(0, before)}${BEGIN}\n\n${flavorTable()}\n\n${text.slice(rest)}`
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function packageOf(file: string): string {
  return (readJson(join(dirname(file), '..', 'package.json')) as { readonly name: string }).name
}

if (process.argv[1] === import.meta.filename) {
  if (!process.argv.includes('--check')) writeFileSync(README, readmeWithFlavors())
  else if (readFileSync(README, 'utf8') !== readmeWithFlavors()) {
    process.stderr.write(`${README} does not say what the suites have proven. Run: npm run flavors\n`)
    process.exitCode = 1
  }
}
