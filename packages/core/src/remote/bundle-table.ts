import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { bytesSource } from '../contracts/source.ts'
import type { BundleSpec } from '../spec/envelope.ts'
import { collectBytes, toText } from '../util/bytes.ts'
import { digestOf } from '../util/digest.ts'
import type { BundlePlace } from './assignment.ts'

/**
 * Stores many bundles as one object of rows of one length, so that each of many runners reads its own with one request.
 * Its key ends in a digest of what is in it: what a place was told to work off is what it finds, whoever has stored
 * other bundles since.
 */
export async function storeBundles(
  store: ArtifactStore,
  prefix: string,
  bundles: readonly BundleSpec[],
): Promise<Pick<BundlePlace, 'key' | 'width'>> {
  const rows = bundles.map((bundle) => Buffer.from(JSON.stringify(bundle)))
  const width = Math.max(0, ...rows.map((row) => row.byteLength))
  // JSON may end in spaces.
  const table = Buffer.alloc(width * rows.length, ' ')
  for (const [index, row] of rows.entries()) row.copy(table, index * width)
  const key = `${prefix}${digestOf(table)}.bundles`
  await store.put(key, bytesSource(table), { ifAbsent: true })
  return { key, width }
}

/** The bundle of one row. */
export async function readBundle(store: ArtifactStore, { key, width, row }: BundlePlace): Promise<BundleSpec> {
  const range = { start: row * width, end: (row + 1) * width }
  return parseRow(await collectBytes(store.get(key, { range })))
}

/** All bundles of a table of so many rows. */
export async function readBundles(store: ArtifactStore, key: string, rows: number): Promise<readonly BundleSpec[]> {
  const table = await collectBytes(store.get(key))
  const width = table.byteLength / rows
  return Array.from({ length: rows }, (_, row) => parseRow(table.subarray(row * width, (row + 1) * width)))
}

/** Written by `storeBundles` alone. */
function parseRow(bytes: Uint8Array): BundleSpec {
  return JSON.parse(toText(bytes)) as BundleSpec
}
