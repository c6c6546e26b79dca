import type { ArtifactType } from '../contracts/definition.ts'
import type { Materializer } from '../contracts/materializer.ts'
import type { Tensors } from '../contracts/tensor.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { deepFreeze } from '../util/freeze.ts'
import { isName, suggest } from '../util/names.ts'
import { assertName } from './assert-name.ts'
import { type Field, type Parsed, typeOfField } from './field.ts'

/** The values of the built-in materializers that an artifact type may name. */
export interface MaterializedValues {
  bytes: Uint8Array
  text: string
  /** The path of a file of this machine. A step may read it; it writes a file of its own and returns that path. */
  file: string
  /** The path of a directory of this machine, as with `file`. */
  directory: string
  safetensors: Tensors
}

/** A built-in materializer that an artifact type may name. */
export type MaterializerName = keyof MaterializedValues

/** How an artifact type is described. */
export interface ArtifactOptions<M> {
  /** What the type is called wherever artifacts are shown. */
  readonly name: string
  /** How values are written and read: a built-in one by name, or one of the author's own. */
  readonly materializer: M
  /** A step also runs, or ends well, without it; the value is then undefined. @default false */
  readonly optional?: boolean
}

type NamedOptions = ArtifactOptions<MaterializerName>

type NamedValue<X extends NamedOptions> =
  | MaterializedValues[X['materializer']]
  | (X extends { readonly optional: true } ? undefined : never)

/** The materializers whose values a T is. */
type MaterializerFor<T> =
  | { [M in MaterializerName]: T extends MaterializedValues[M] ? M : never }[MaterializerName]
  | Materializer<T>

const MATERIALIZERS: readonly string[] = [
  'bytes',
  'text',
  'file',
  'directory',
  'safetensors',
] satisfies MaterializerName[]

/** Names of built-in materializers that no artifact type names itself: schemas and lists use them. */
const RESERVED: ReadonlySet<string> = new Set(['json', 'jsonl', 'list'])

/**
 * Describes a value that is no plain JSON: its name, and who writes and reads it. The type of the value follows from the
 * materializer unless it is given. Throws `AUTHORING_TYPE_INVALID` for an unknown materializer.
 *
 * @example
 * const Report = artifact({ name: 'report', materializer: 'file' })                 // string, the file's path
 * const Weights = artifact<Uint8Array>({ name: 'weights', materializer: 'bytes' })
 */
export function artifact<const X extends NamedOptions>(options: X): ArtifactType<NamedValue<X>>
export function artifact<T>(
  options: ArtifactOptions<MaterializerFor<T>> & { readonly optional: true },
): ArtifactType<T | undefined>
export function artifact<T>(
  options: ArtifactOptions<MaterializerFor<T>> & { readonly optional?: false },
): ArtifactType<T>
export function artifact(options: ArtifactOptions<string | Materializer>): ArtifactType<unknown> {
  const { name, materializer, optional = false } = options
  assertName(name, 'An artifact type')
  if (typeof materializer === 'string') {
    assertBuiltIn(name, materializer)
    return deepFreeze({ spec: { name, materializer }, optional })
  }
  assertMaterializer(name, materializer)
  return Object.freeze({ spec: deepFreeze({ name, materializer: materializer.name }), materializer, optional })
}

/**
 * The type of a list whose items are of a type each, such as `map` collects. Unlike `z.array(…)`, whose value is one
 * JSON document, every item is an artifact of its own: items need not be JSON, and one may be read without the others.
 */
export function listOf<const F extends Field>(item: F): ArtifactType<Parsed<F>[]> {
  const type = typeOfField(item, 'output', 'The item of a list')
  return Object.freeze({ spec: deepFreeze({ materializer: 'list', item: type.spec }), item: type, optional: false })
}

function assertBuiltIn(name: string, materializer: string): void {
  if (MATERIALIZERS.includes(materializer)) return
  throw new RegaugeError('AUTHORING_TYPE_INVALID', {
    message: `Artifact type "${name}": there is no materializer "${materializer}".`,
    hint: `${suggest(materializer, MATERIALIZERS)} Or pass a Materializer object of your own.`,
  })
}

function assertMaterializer(name: string, materializer: Materializer): void {
  // JavaScript authors may pass anything.
  const given = materializer as Partial<Materializer> | null | undefined
  if (isName(given?.name) && typeof given.write === 'function' && typeof given.read === 'function') {
    if (!MATERIALIZERS.includes(given.name) && !RESERVED.has(given.name)) return
    throw new RegaugeError('AUTHORING_TYPE_INVALID', {
      message: `Artifact type "${name}": "${given.name}" is the name of a built-in materializer.`,
      hint: 'Give the materializer a name of its own.',
    })
  }
  throw new RegaugeError('AUTHORING_TYPE_INVALID', {
    message: `Artifact type "${name}": its materializer lacks a name, write or read.`,
    hint: `Name a built-in one (${MATERIALIZERS.join(', ')}) or pass { name, write, read }.`,
  })
}
