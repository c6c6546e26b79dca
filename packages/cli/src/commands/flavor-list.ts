import { readConformance } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { openFlavors } from '../open-flavors.ts'
import { capabilitiesText } from '../output/capabilities-text.ts'
import { printJson, printLines } from '../output/print.ts'
import { proofText } from '../output/proof-text.ts'
import { table } from '../output/table.ts'

/** Lists the flavors that a stack's packages bring, with what each can do, and how much of it suites have proven. */
export const flavorList: Command<{ readonly stack?: string }> = async ({ stack: flag, json }, context) => {
  const { all } = await openFlavors(flag, context)
  const sorted = all.toSorted((a, b) => compare(a.flavor.kind, b.flavor.kind) || compare(a.flavor.name, b.flavor.name))
  const proofs = await Promise.all(sorted.map(readConformance))
  if (json) {
    const flavors = sorted.map(({ flavor: { kind, name, summary, capabilities }, package: from }, index) => {
      const proven = proofs[index]!.map(({ kit, promises, waived }) => ({ kit, promises, waived }))
      return { kind, name, package: from, summary, capabilities, proven }
    })
    printJson(context, { flavors })
    return 0
  }
  const { colors, columns: width } = context.stdout
  const rows = sorted.map(({ flavor: { kind, name, capabilities, summary }, package: from }, index) => {
    const proven = proofText(proofs[index]!)
    return [kind, colors.bold(name), capabilitiesText(capabilities), proven, from, summary]
  })
  const titles = ['kind', 'flavor', 'capabilities', 'proven', 'package', 'summary']
  printLines(context, table(rows, { columns: titles.map((title) => ({ title })), title: colors.dim, width }))
  return 0
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
