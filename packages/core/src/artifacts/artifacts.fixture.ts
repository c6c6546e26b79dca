import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactStore, GetOptions } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import { blobKey } from '../contracts/blob-key.ts'
import type { AnyArtifactType } from '../contracts/definition.ts'
import type { Flavor } from '../contracts/flavor.ts'
import type { ArtifactReader, ArtifactWriter } from '../contracts/materializer.ts'
import { createArtifactReader } from './artifact-reader.ts'
import { createArtifactWriter } from './artifact-writer.ts'

/** A local store in a folder of its own, with a writer and a reader of two attempts. */
export interface Bench {
  readonly folder: string
  readonly store: ArtifactStore
  readonly writer: ArtifactWriter
  readonly reader: ArtifactReader
  /** The bytes that the store was asked for, by key, in the order of the calls. */
  readonly reads: readonly { readonly key: string; readonly range: GetOptions['range'] }[]
  /** The file of a blob. */
  blobPath(digest: string): string
  remove(): Promise<void>
}

/** The local store's flavor, which the folders of this layer do not know. */
type LocalFlavor = Flavor<'artifact-store', { path: string; durable: boolean }, never>

/** Opens a bench; remove it afterwards. */
export async function openBench(localArtifactStore: LocalFlavor): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'regauge-artifacts-'))
  const config = { path: join(folder, 'store'), durable: false }
  const store = await localArtifactStore.create({ config, components: {}, projectRoot: folder })
  const reads: { key: string; range: GetOptions['range'] }[] = []
  const watched = delegateStore(store, {
    get(key, options) {
      reads.push({ key, range: options?.range })
      return store.get(key, options)
    },
  })
  for (const name of ['out', 'in']) await mkdir(join(folder, name))
  return {
    folder,
    store: watched,
    writer: createArtifactWriter(watched, { workDir: join(folder, 'out') }),
    reader: createArtifactReader(watched, { workDir: join(folder, 'in') }),
    reads,
    blobPath: (digest) => join(folder, 'store', blobKey(digest)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** An artifact type without a schema, by its materializer's name. */
export function typeOf(materializer: string, optional = false): AnyArtifactType {
  return { spec: { materializer }, optional }
}

/** The type of a list. */
export function listOf(item: AnyArtifactType): AnyArtifactType {
  return { spec: { materializer: 'list', item: item.spec }, item, optional: false }
}
