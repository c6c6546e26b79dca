import type { CodeManifest } from '../contracts/code-package.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { type Digest, digestOf } from '../util/digest.ts'

/** A code package in memory, ready to be stored. */
export interface CodePackage {
  readonly digest: Digest
  readonly manifest: CodeManifest
  /** The content of each of the manifest's files. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** The bytes whose digest names the package. */
export function manifestBytes(manifest: CodeManifest): Uint8Array {
  return Buffer.from(canonicalJson(manifest))
}

/** What a package is made of, before it has a digest. */
export interface CodePackageContent extends Omit<CodeManifest, 'schema' | 'files'> {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Names of the files that may be executed. */
  readonly executables?: ReadonlySet<string>
}

/** Makes a package of its content. */
export function toCodePackage(content: CodePackageContent): CodePackage {
  const { files, executables, ...rest } = content
  const names = [...files.keys()].sort()
  const manifest: CodeManifest = {
    schema: 'regauge.code/1',
    ...rest,
    files: Object.fromEntries(
      names.map((name) => {
        const bytes = files.get(name)!
        const entry = { digest: digestOf(bytes), size: bytes.byteLength }
        return [name, executables?.has(name) ? { ...entry, executable: true } : entry]
      }),
    ),
  }
  return { digest: digestOf(manifestBytes(manifest)), manifest, files }
}
