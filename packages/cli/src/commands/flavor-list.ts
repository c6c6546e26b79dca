import type { PackagedFlavor } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { openFlavors } from '../open-flavors.ts'
import { printJson, printLines } from '../output/print.ts'
import { table } from '../output/table.ts'

/** Lists the flavors that a stack's packages bring, with what each can do. */
export const flavorList: Command<{ readonly stack?: string }> = async ({ stack: flag, json }, context) => {
  const { all } = await openFlavors(flag, context)
  const sorted = all.toSorted((a, b) => compare(a.flavor.kind, b.flavor.kind) || compare(a.flavor.name, b.flavor.name))
  if (json) {
    const flavors = sorted.map(({ flavor: { kind, name, summary, capabilities }, package: from }) => {
      return { kind, name, package: from, summary, capabilities }
    })
    printJson(context, { flavors })
    return 0
  }
  const { colors, columns: width } = context.stdout
  const rows = sorted.map((each) => {
    const { flavor } = each
    return [flavor.kind, colors.bold(flavor.name), capabilitiesText(each), each.package, flavor.summary]
  })
  const titles = ['kind', 'flavor', 'capabilities', 'package', 'summary']
  printLines(context, table(rows, { columns: titles.map((title) => ({ title })), title: colors.dim, width }))
  return 0
}

/** What a flavor declares, in words: `image: container, remote, adoptable`. What it cannot do is left out. */
export function capabilitiesText({ flavor }: PackagedFlavor): string {
  return Object.entries(flavor.capabilities)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => (value === true ? name : `${name}: ${String(value)}`))
    .join(', ')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
