import type { ArtifactRef } from '@regauge/core/records'
import { formatSize } from '@regauge/core/units'
import { oneLine } from './one-line.ts'

/** An artifact as `--json` prints it among the outputs of a run or a step. */
export interface ArtifactDocument {
  readonly digest: string
  /** Bytes. */
  readonly size: number
  /** The artifact type's name, or else its format. */
  readonly type: string
  /** The value itself where the record holds it. */
  readonly value?: ArtifactRef['value']
}

/** Outputs by name, as `--json` prints them. */
export function artifactDocuments(refs: { readonly [name: string]: ArtifactRef }): {
  readonly [name: string]: ArtifactDocument
} {
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, artifactDocument(ref)]))
}

/** One artifact as `--json` prints it. */
export function artifactDocument({ digest, size, type, format, value }: ArtifactRef): ArtifactDocument {
  return { digest, size, type: type ?? format, ...(value !== undefined && { value }) }
}

const VALUE_COLUMNS = 120

/** What an artifact is, in a few words: its value where that is short, or else its digest, with type and size. */
export function artifactText(ref: ArtifactRef): string {
  const type = ref.type ?? ref.format
  const count = ref.count === undefined ? '' : `, ${ref.count} ${ref.count === 1 ? 'item' : 'items'}`
  const value = ref.value === undefined ? undefined : oneLine(JSON.stringify(ref.value))
  if (value !== undefined && value.length <= VALUE_COLUMNS) return value
  return `${type} ${shortDigest(ref.digest)} (${formatSize(ref.size)}${count})`
}

/** Enough of a digest for people to tell two apart. */
export function shortDigest(digest: string): string {
  return `sha256:${digest.slice(0, 12)}`
}
