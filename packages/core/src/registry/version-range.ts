/** A version of three numbers, perhaps with a prerelease (`1.2.0-next.3`), as SemVer 2.0.0 has them. */
interface Version {
  readonly numbers: readonly [number, number, number]
  readonly prerelease: readonly (string | number)[]
}

/** One bound of a range. */
interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '='
  readonly version: Version
}

// The numbers may end early or in a wildcard; whatever comes after a wildcard is one.
const NUMBER = String.raw`(x|X|\*|0|[1-9]\d{0,14})`
const TAIL = String.raw`(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?`
const PARTIAL = new RegExp(String.raw`^v?${NUMBER}(?:\.${NUMBER}(?:\.${NUMBER}${TAIL})?)?$`)

/**
 * Whether a version lies in an npm range: `^`, `~`, comparisons, x-ranges, hyphen ranges and `||`. As in npm, a
 * prerelease only lies in a range that names a prerelease of the same three numbers. Undefined where either text
 * cannot be read.
 */
export function satisfiesRange(version: string, range: string): boolean | undefined {
  const candidate = parsePartial(version)
  if (!candidate || candidate.given < 3) return undefined
  const alternatives = range.split('||').map((part) => parseAlternative(part.trim()))
  if (alternatives.includes(undefined)) return undefined
  return alternatives.some((bounds) => bounds !== undefined && fits(candidate.version, bounds))
}

function fits(version: Version, bounds: readonly Bound[]): boolean {
  if (!bounds.every((bound) => isWithin(version, bound))) return false
  if (version.prerelease.length === 0) return true
  return bounds.some(
    ({ version: { numbers, prerelease } }) =>
      prerelease.length > 0 && numbers.every((number, index) => number === version.numbers[index]),
  )
}

function isWithin(version: Version, { operator, version: bound }: Bound): boolean {
  const order = compare(version, bound)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '=':
      return order === 0
  }
}

function parseAlternative(text: string): readonly Bound[] | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text)
  if (hyphen) return join([parseComparator('>=', hyphen[1]!), parseComparator('<=', hyphen[2]!)])
  const comparators = [...text.matchAll(/(\^|~>?|[<>]=?|=)?\s*([^\s<>=^~]+)/g)]
  const rest = comparators.reduce((left, [match]) => left.replace(match, ''), text)
  if (rest.trim() !== '') return undefined
  return join(comparators.map(([, operator, partial]) => parseComparator(operator ?? '=', partial!)))
}

function join(parts: readonly (readonly Bound[] | undefined)[]): readonly Bound[] | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? [])
}

/** The bounds that one comparator stands for; numbers that it leaves open widen it. */
function parseComparator(operator: string, text: string): readonly Bound[] | undefined {
  const partial = parsePartial(text)
  if (!partial) return undefined
  const { version, given } = partial
  const from: Bound = { operator: '>=', version }
  const next = (place: number): Version => nextAt(version, place)
  switch (operator) {
    case '^': {
      // The first number that is not zero may not change; numbers left open may.
      const leading = version.numbers.findIndex((number) => number > 0)
      return given === 0 ? [] : [from, below(next(Math.min(leading === -1 ? 2 : leading, given - 1)))]
    }
    case '~':
    case '~>':
      return given === 0 ? [] : [from, below(next(Math.min(1, given - 1)))]
    case '=':
      if (given === 3) return [{ operator: '=', version }]
      return given === 0 ? [] : [from, below(next(given - 1))]
    case '>':
      if (given === 3) return [{ operator: '>', version }]
      return given === 0 ? [NOTHING] : [{ operator: '>=', version: next(given - 1) }]
    case '>=':
      return given === 0 ? [] : [from]
    case '<':
      if (given === 3) return [{ operator: '<', version }]
      return given === 0 ? [NOTHING] : [below(version)]
    case '<=':
      if (given === 3) return [{ operator: '<=', version }]
      return given === 0 ? [] : [below(next(given - 1))]
    default:
      return undefined
  }
}

/** Below a version and below its prereleases. */
function below({ numbers }: Version): Bound {
  return { operator: '<', version: { numbers, prerelease: [0] } }
}

const NOTHING: Bound = below({ numbers: [0, 0, 0], prerelease: [] })

function nextAt({ numbers }: Version, place: number): Version {
  const raised = numbers.map((number, index) => (index < place ? number : index === place ? number + 1 : 0))
  return { numbers: [raised[0]!, raised[1]!, raised[2]!], prerelease: [] }
}

function parsePartial(text: string): { readonly version: Version; readonly given: number } | undefined {
  const match = PARTIAL.exec(text)
  if (!match) return undefined
  const parts = match.slice(1, 4)
  const open = parts.findIndex((part) => part === undefined || /[xX*]/.test(part))
  const given = open === -1 ? 3 : open
  if (parts.slice(given).some((part) => part !== undefined && /\d/.test(part))) return undefined
  const number = (index: number): number => (index < given ? Number(parts[index]) : 0)
  const prerelease = given === 3 ? (match[4]?.split('.') ?? []) : []
  const identifiers = prerelease.map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  return { version: { numbers: [number(0), number(1), number(2)], prerelease: identifiers }, given }
}

function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    if (number !== b.numbers[index]) return number - b.numbers[index]!
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length
  for (let index = 0; index < Math.max(a.prerelease.length, b.prerelease.length); index += 1) {
    const order = compareIdentifiers(a.prerelease[index], b.prerelease[index])
    if (order !== 0) return order
  }
  return 0
}

function compareIdentifiers(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === typeof b) return a < b ? -1 : 1
  return typeof a === 'number' ? -1 : 1
}
