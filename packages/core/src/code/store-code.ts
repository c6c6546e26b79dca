import { join } from 'node:path'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { CodeFile } from '../contracts/code-package.ts'
import { bytesSource } from '../contracts/source.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { collectBytes } from '../util/bytes.ts'
import { type Digest, digestOf } from '../util/digest.ts'
import { manifestBytes, type CodePackage } from './code-package.ts'
import { corrupt, installCode, isInstalled, MANIFEST, parseManifest } from './install-code.ts'

const AT_ONCE = 8

interface TransferOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Stores a package under `code/<digest>/`. The manifest comes last, so that a package with a manifest is complete; it is
 * written anew each time, which makes the package young for whoever cleans up.
 */
export async function storeCode(store: ArtifactStore, pkg: CodePackage, options: TransferOptions = {}): Promise<void> {
  const root = keys.code(pkg.digest)
  await inBatches([...pkg.files], async ([name, bytes]) => {
    await store.put(`${root}files/${name}`, bytesSource(bytes), { ifAbsent: true, signal: options.signal })
  })
  await store.put(root + MANIFEST, bytesSource(manifestBytes(pkg.manifest)), options)
}

/**
 * The directory of a package on this machine, fetched from the store where the cache does not have it. What is fetched
 * and what is found are both checked against the digest. Any number of processes may fetch at once. Throws
 * `CODE_NOT_FOUND` and `CODE_CORRUPT`.
 */
export async function fetchCode(
  store: ArtifactStore,
  digest: Digest,
  { cacheDir, signal }: { readonly cacheDir: string } & TransferOptions,
): Promise<string> {
  const directory = join(cacheDir, digest)
  if (await isInstalled(directory, digest)) return directory
  const root = keys.code(digest)
  const manifest = parseManifest(await fetchManifest(store, digest, signal), digest)
  const files = new Map<string, Uint8Array>()
  await inBatches(Object.entries(manifest.files), async ([name, file]) => {
    assertInside(name, digest)
    files.set(name, checked(await collectBytes(store.get(`${root}files/${name}`, { signal })), { file, name, digest }))
  })
  return installCode({ digest, manifest, files }, cacheDir)
}

async function fetchManifest(
  store: ArtifactStore,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    return await collectBytes(store.get(keys.code(digest) + MANIFEST, { signal }))
  } catch (thrown) {
    if (!isRegaugeError(thrown) || thrown.code !== 'STORE_OBJECT_NOT_FOUND') throw thrown
    throw new RegaugeError('CODE_NOT_FOUND', {
      message: `The store has no code package "${digest}".`,
      hint: 'Submit the pipeline again, or check that this is the store of the run.',
      details: { digest },
      cause: thrown,
    })
  }
}

function checked(
  bytes: Uint8Array,
  of: { readonly file: CodeFile; readonly name: string; readonly digest: Digest },
): Uint8Array {
  if (digestOf(bytes) !== of.file.digest) throw corrupt(of.digest, `the file "${of.name}"`)
  return bytes
}

/** A digest says who made a manifest only where its maker can be trusted; names are checked all the same. */
function assertInside(name: string, digest: Digest): void {
  const safe =
    name !== '' &&
    !name.includes('\\') &&
    !name.includes('\0') &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  if (!safe) throw corrupt(digest, `the file name ${JSON.stringify(name)} leaves its directory and so`)
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE)
    await Promise.all(items.slice(from, from + AT_ONCE).map(work))
}
