import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CodeManifest } from '../contracts/code-package.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'
import { type Digest, digestOf } from '../util/digest.ts'
import { manifestBytes, type CodePackage } from './code-package.ts'

/** The file of a package's directory that holds its manifest. */
export const MANIFEST = 'manifest.json'

/** Node would read each file twice where nobody says what it is. */
const MODULES = '{ "type": "module" }\n'

/**
 * Puts a package into a directory named after its digest and returns the directory. It appears whole or not at all, so
 * that any number of processes may install the same package at once.
 */
export async function installCode(pkg: CodePackage, cacheDir: string): Promise<string> {
  const directory = join(cacheDir, pkg.digest)
  if (await isInstalled(directory, pkg.digest)) return directory
  const unfinished = join(cacheDir, `.${pkg.digest}.${randomUUID()}`)
  try {
    for (const [name, bytes] of pkg.files) {
      const path = join(unfinished, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, bytes, { mode: pkg.manifest.files[name]?.executable ? 0o755 : 0o644 })
    }
    await writeFile(join(unfinished, MANIFEST), manifestBytes(pkg.manifest))
    await writeFile(join(unfinished, 'package.json'), MODULES)
    await moveInto(unfinished, directory, pkg.digest)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return directory
}

async function moveInto(unfinished: string, directory: string, digest: Digest): Promise<void> {
  try {
    await rename(unfinished, directory)
  } catch (thrown) {
    // Somebody else was quicker, unless what lies there has been altered since.
    if (await isInstalled(directory, digest)) return
    if (!isOccupied(thrown)) throw thrown
    await rm(directory, { recursive: true, force: true })
    await rename(unfinished, directory)
  }
}

function isOccupied(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOTEMPTY' || thrown.code === 'EEXIST')
}

/** Whether a directory holds exactly the package of this digest. */
export async function isInstalled(directory: string, digest: Digest): Promise<boolean> {
  try {
    const manifest = await readManifest(directory, digest)
    for (const [name, file] of Object.entries(manifest.files)) {
      if (digestOf(await readFile(join(directory, name))) !== file.digest) return false
    }
    return true
  } catch (thrown) {
    if (isRegaugeError(thrown) || (thrown instanceof Error && 'code' in thrown)) return false
    throw thrown
  }
}

/** The manifest in a package's directory, checked against the package's digest. Throws `CODE_CORRUPT`. */
export async function readManifest(directory: string, digest: Digest): Promise<CodeManifest> {
  return parseManifest(await readFile(join(directory, MANIFEST)), digest)
}

/** The manifest that bytes hold, checked against the package's digest. Throws `CODE_CORRUPT`. */
export function parseManifest(bytes: Uint8Array, digest: Digest): CodeManifest {
  if (digestOf(bytes) !== digest) throw corrupt(digest, 'its manifest')
  // Whoever made the digest made these bytes, so they are a manifest.
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as CodeManifest
}

/** The error for content that is not what a package's digest promises. */
export function corrupt(digest: Digest, what: string): RegaugeError {
  return new RegaugeError('CODE_CORRUPT', {
    message: `Code package "${digest}": ${what} does not have the digest that the run names.`,
    hint: 'Submit the pipeline again, and find out who may write to the store.',
    details: { digest },
  })
}
