import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import type { Json } from '../../util/json.ts'
import type { ItemList } from './state.ts'

/** A value that is at hand, or what has to be read to have it. */
export type Inline = { readonly value: Json | undefined } | { readonly read: { ref: ArtifactRef; item?: number } }

/** The value of a binding; an absent binding has an absent value. */
export function inlineOf(binding: InputBinding | undefined): Inline {
  if (binding === undefined) return { value: undefined }
  if ('value' in binding) return binding
  const { artifact, item } = binding
  const read = { read: item === undefined ? { ref: artifact } : { ref: artifact, item } }
  // A `list` holds entries, which may stand for artifacts of their own.
  if (artifact.value === undefined || artifact.format === 'list') return read
  if (item === undefined) return { value: artifact.value }
  return Array.isArray(artifact.value) ? { value: (artifact.value as readonly Json[])[item] } : read
}

/** The items of a value; undefined where it is not a list. */
export function listOfValue(value: Json | undefined): ItemList | undefined {
  // Array.isArray does not narrow readonly arrays.
  return Array.isArray(value) ? { count: value.length, values: value as readonly Json[] } : undefined
}

/** The items of a stored list whose length its reference tells; undefined where it does not. */
export function listOfArtifact(binding: InputBinding): ItemList | undefined {
  if ('value' in binding || binding.item !== undefined || binding.artifact.count === undefined) return undefined
  return { count: binding.artifact.count, artifact: binding.artifact }
}

/** One item, by its number. */
export function itemOf(items: ItemList, number: number): InputBinding {
  return 'values' in items ? { value: items.values[number]! } : { artifact: items.artifact, item: number }
}
