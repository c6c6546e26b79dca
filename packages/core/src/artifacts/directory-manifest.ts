import { posix } from 'node:path'
import type { StoredContent } from '../contracts/materializer.ts'
import { isDigest } from '../util/digest.ts'
import { toText } from '../util/bytes.ts'
import { compareUtf8 } from '../util/utf8-order.ts'
import { fileNameProblem } from './file-name.ts'
import { refuseValue } from './invalid-artifact.ts'
import { parseJson } from './parse-json.ts'

/** The version of the format; readers refuse another major. */
const DIRECTORY_SCHEMA = 'regauge.directory/1'

/** A file of a directory. Paths are relative, with slashes on every system. */
export interface ManifestFile extends StoredContent {
  readonly path: string
  readonly executable?: true
}

/** What a directory holds: the content of a `directory` artifact. Both lists are in the order of the paths' UTF-8. */
export interface DirectoryManifest {
  readonly schema: typeof DIRECTORY_SCHEMA
  readonly files: readonly ManifestFile[]
  /** Directories that hold nothing; all others follow from the files. */
  readonly empty: readonly string[]
}

/** The bytes of a manifest, which are the same for equal directories. */
export function encodeManifest(files: readonly ManifestFile[], empty: readonly string[]): Uint8Array {
  const manifest: DirectoryManifest = {
    schema: DIRECTORY_SCHEMA,
    files: files.toSorted((a, b) => compareUtf8(a.path, b.path)),
    empty: empty.toSorted(compareUtf8),
  }
  return Buffer.from(JSON.stringify(manifest))
}

/** The manifest in bytes from a store. Throws `ARTIFACT_INVALID` where a path could leave the directory. */
export function parseManifest(bytes: Uint8Array): DirectoryManifest {
  const parsed = parseJson(toText(bytes)) as Partial<DirectoryManifest> | null
  if (parsed?.schema !== DIRECTORY_SCHEMA || !Array.isArray(parsed.files) || !Array.isArray(parsed.empty)) {
    throw refuse(`it is no "${DIRECTORY_SCHEMA}"`)
  }
  const taken = new Set<string>()
  for (const file of parsed.files as readonly Partial<ManifestFile>[]) {
    assertPath(file.path, taken)
    if (!isDigest(file.digest) || !Number.isSafeInteger(file.size)) throw refuse(`"${file.path}" has no content`)
  }
  for (const path of parsed.empty as readonly unknown[]) assertPath(path, taken)
  for (const path of taken) {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      if (taken.has(parent)) throw refuse(`the path ${JSON.stringify(parent)} is a file and a directory`)
    }
  }
  // Each field has been looked at.
  return parsed as DirectoryManifest
}

function assertPath(path: unknown, taken: Set<string>): asserts path is string {
  if (typeof path !== 'string') throw refuse('a path is no text')
  for (const name of path.split('/')) {
    const problem = fileNameProblem(name)
    if (problem !== undefined) throw refuse(`a name in the path ${JSON.stringify(path)} ${problem}`)
  }
  if (taken.has(path)) throw refuse(`the path ${JSON.stringify(path)} stands in it twice`)
  taken.add(path)
}

function refuse(problem: string) {
  return refuseValue({
    problem: `the manifest of the directory cannot be used: ${problem}`,
    hint: 'Look at what wrote it.',
  })
}
