import { RegaugeError, suggest } from '@regauge/core/errors'
import { jsonSchemaOf, readConformance } from '@regauge/core/stack'
import type { PackagedFlavor } from '@regauge/core/stack'
import type { Command } from '../context.ts'
import { openFlavors } from '../open-flavors.ts'
import { capabilitiesText } from '../output/capabilities-text.ts'
import { printJson, printLines } from '../output/print.ts'
import { proofText } from '../output/proof-text.ts'
import { schemaFields } from '../output/schema-fields.ts'
import { facts, table } from '../output/table.ts'

/** What `flavor show` takes; a name alone comes as the first word. */
export interface FlavorShowOptions {
  readonly kind: string
  readonly name?: string | undefined
  readonly stack?: string
}

/** Prints one flavor: what it can do, what it requires, and every field of its config. */
export const flavorShow: Command<FlavorShowOptions> = async (options, context) => {
  const { all } = await openFlavors(options.stack, context)
  const found = findFlavor(all, options)
  const { kind, name, summary, capabilities, requires, config } = found.flavor
  const schema = jsonSchemaOf(config)
  const reports = await readConformance(found)
  if (options.json) {
    const proven = reports.map(({ kit, promises, waived }) => ({ kit, promises, waived }))
    const described = { kind, name, package: found.package, summary, capabilities, proven, requires }
    printJson(context, { ...described, config: schema ?? null })
    return 0
  }
  const { colors } = context.stdout
  const fields = schema === undefined ? [] : schemaFields(schema)
  printLines(context, [
    `${colors.bold(name)}  ${summary}`,
    ...facts(
      [
        ['kind', kind],
        ['package', found.package],
        ['capabilities', capabilitiesText(capabilities) || 'none'],
        ['proven', proofText(reports)],
        ...reports.flatMap(({ waived }) =>
          waived.map(({ test, reason }): [string, string] => ['waived', `${test}: ${reason}`]),
        ),
        ['requires', requires.join(', ') || 'nothing'],
      ],
      colors.dim,
    ),
    '',
    ...(fields.length === 0 ? ['It has no config fields that it tells of.'] : fieldTable(fields, colors.dim)),
  ])
  return 0
}

function fieldTable(fields: ReturnType<typeof schemaFields>, paint: (line: string) => string): readonly string[] {
  return table(
    fields.map(({ path, type, notes, description }) => [path, type, notes, description]),
    { columns: ['config field', 'type', '', 'description'].map((title) => ({ title })), title: paint },
  )
}

function findFlavor(all: readonly PackagedFlavor[], { kind, name }: FlavorShowOptions): PackagedFlavor {
  const wanted = name ?? kind
  const found = all.filter(({ flavor }) => flavor.name === wanted && (name === undefined || flavor.kind === kind))
  const [first, second] = found
  if (first && !second) return first
  if (first) {
    const kinds = found.map(({ flavor }) => `"${flavor.kind}"`).join(' and ')
    throw new RegaugeError('USAGE_INVALID', {
      message: `The kinds ${kinds} both have a flavor "${wanted}".`,
      hint: `Name the kind, too: regauge flavor show ${first.flavor.kind} ${wanted}`,
    })
  }
  throw new RegaugeError('STACK_FLAVOR_UNKNOWN', {
    message: `The stack's packages bring no flavor "${wanted}"${name === undefined ? '' : ` of ${kind}`}.`,
    hint: hintFor(all, { kind, name }),
  })
}

/** What was meant perhaps: another flavor, another kind, or all flavors of a kind. */
function hintFor(all: readonly PackagedFlavor[], { kind, name }: FlavorShowOptions): string {
  const namesOf = (flavors: readonly PackagedFlavor[]) => [...new Set(flavors.map(({ flavor }) => flavor.name))]
  const kinds = [...new Set(all.map(({ flavor }) => flavor.kind))]
  const ofKind = namesOf(all.filter(({ flavor }) => flavor.kind === kind))
  if (name === undefined) {
    return ofKind.length > 0
      ? `"${kind}" is a kind; name one of its flavors, too: ${ofKind.join(', ')}.`
      : suggest(kind, namesOf(all))
  }
  return ofKind.length > 0 ? suggest(name, ofKind) : `They bring none of that kind. ${suggest(kind, kinds)}`
}
