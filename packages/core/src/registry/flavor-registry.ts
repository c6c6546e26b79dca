import { isKind, KINDS, type Flavor, type Kind } from '../contracts/flavor.ts'
import type { FlavorFacts, StackFacts } from '../contracts/stack-facts.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { closest } from '../util/names.ts'
import { toError, type Issue } from './issue.ts'
import type { Origin } from './origin.ts'

/** A flavor and the package that brings it. */
export interface PackagedFlavor {
  readonly flavor: Flavor
  readonly package: string
  /** Absolute path of the package's folder; absent for a file that belongs to none but the project. */
  readonly root?: string | undefined
}

/** The flavors that a stack may choose from. */
export interface FlavorRegistry {
  readonly all: readonly PackagedFlavor[]
  /** The flavors of a kind, for facts and tables. */
  readonly flavorsOf: StackFacts['flavorsOf']
  /** Undefined where no package brings it. */
  find(kind: string, name: string): Flavor | undefined
  /** Throws `STACK_FLAVOR_UNKNOWN` with the closest name, all names and, where given, the place in the file. */
  get<K extends Kind>(kind: K, name: string, at?: Origin): Flavor<K>
}

/** A registry of flavors. Throws `FLAVOR_DUPLICATE` where two have one kind and name. */
export function createFlavorRegistry(all: readonly PackagedFlavor[]): FlavorRegistry {
  const byName = new Map<string, PackagedFlavor>()
  for (const each of all) {
    const key = `${each.flavor.kind}/${each.flavor.name}`
    const other = byName.get(key)
    if (other && other.flavor !== each.flavor) throw duplicate(other, each)
    byName.set(key, each)
  }
  const each = [...byName.values()]
  const registry: Omit<FlavorRegistry, 'get'> = {
    all: each,
    flavorsOf: toFacts(each),
    find: (kind, name) => byName.get(`${kind}/${name}`)?.flavor,
  }
  return Object.freeze({
    ...registry,
    get<K extends Kind>(kind: K, name: string, at?: Origin) {
      const found = registry.find(kind, name)
      if (!found) throw toError([{ ...unknownFlavor(registry, kind, name), at }])
      // It was found under its kind.
      return found as unknown as Flavor<K>
    },
  })
}

/** What is to be said when a stack names a flavor that is not there. */
export function unknownFlavor({ all }: Pick<FlavorRegistry, 'all'>, kind: string, name: string): Issue {
  const known = all.filter(({ flavor }) => flavor.kind === kind).map(({ flavor }) => flavor.name)
  const near = closest(name, known)
  const hints = isKind(kind)
    ? [
        ...(near === undefined ? [] : [`Did you mean "${near}"?`]),
        known.length === 0 ? 'There are none.' : `Known: ${known.map((each) => `"${each}"`).join(', ')}.`,
        'Flavors come from what stands under "packages".',
      ]
    : ['This version has no flavors of that kind.']
  return { code: 'STACK_FLAVOR_UNKNOWN', message: `Unknown flavor "${name}" of ${kind}.`, hint: hints.join(' ') }
}

function toFacts(all: readonly PackagedFlavor[]): StackFacts['flavorsOf'] {
  const entries = KINDS.map((kind): [Kind, readonly FlavorFacts[]] => [
    kind,
    all
      .filter(({ flavor }) => flavor.kind === kind)
      .map(({ flavor }) => ({ name: flavor.name, capabilities: flavor.capabilities })),
  ])
  // Every kind has an entry, of flavors of that kind.
  return Object.freeze(Object.fromEntries(entries)) as unknown as StackFacts['flavorsOf']
}

function duplicate(first: PackagedFlavor, second: PackagedFlavor): RegaugeError {
  const { kind, name } = second.flavor
  return new RegaugeError('FLAVOR_DUPLICATE', {
    message: `The packages "${first.package}" and "${second.package}" both bring a flavor "${name}" of ${kind}.`,
    hint: 'Name only one of them under "packages".',
    details: { kind, flavor: name, packages: [first.package, second.package] },
  })
}
