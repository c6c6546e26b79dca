import { chmod, lstat, mkdir, readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ArtifactReader, Materializer } from '../../contracts/materializer.ts'
import { messageOf } from '../../errors/regauge-error.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import type { ManifestFile } from '../directory-manifest.ts'
import { encodeManifest, parseManifest } from '../directory-manifest.ts'
import { fileNameProblem } from '../file-name.ts'
import { refuseValue } from '../invalid-artifact.ts'
import { inWorkDir } from '../work-dir-error.ts'
import { assertPath, freshFolder } from './file.ts'

/** Files that are stored or fetched at once. */
const CONCURRENCY = 8

/**
 * A directory with all that it holds, given as its path: each file is content of its own, so that unchanged ones are
 * stored once. Kept are names, bytes, the executable bit and empty directories; symbolic links and devices are refused.
 * The reader gets the path of a copy of its own in its work directory, under the directory's own name.
 */
export const directory: Materializer = {
  name: 'directory',
  async write(value, writer) {
    const root = resolve(assertPath(value))
    const { files, empty } = await findFiles(root)
    const stored = await mapConcurrent(files, CONCURRENCY, async ({ path, executable }): Promise<ManifestFile> => {
      const content = await writer.putFile(join(root, path))
      return { path, ...content, ...(executable ? { executable } : {}) }
    })
    const manifest = await writer.putBytes(encodeManifest(stored, empty))
    return { format: 'directory', ...manifest, count: files.length, fileName: basename(root) }
  },
  async read(ref, reader) {
    const name = ref.fileName !== undefined && fileNameProblem(ref.fileName) === undefined ? ref.fileName : 'directory'
    const path = join(await freshFolder(reader), name)
    await inWorkDir(reader.workDir, () => layDown(ref, reader, path))
    return path
  },
}

/** Writes the files of a `directory` artifact to a path at which there is nothing yet. */
export async function layDown(ref: ArtifactRef, reader: ArtifactReader, root: string): Promise<void> {
  const { files, empty } = parseManifest(await reader.bytes(ref))
  const folders = new Set(['.', ...empty, ...files.map(({ path }) => dirname(path))])
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true })
  await mapConcurrent(files, CONCURRENCY, async (file) => {
    const path = join(root, file.path)
    await reader.toFile(file, path)
    if (file.executable) await makeExecutable(path)
  })
}

/** Lets everybody execute a file who may read it. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await lstat(path)
  await chmod(path, mode | ((mode & 0o444) >> 2))
}

interface Found {
  readonly files: { readonly path: string; readonly executable: boolean }[]
  readonly empty: string[]
}

/** Everything below a directory, by paths relative to it. */
async function findFiles(root: string, folder = '', found: Found = { files: [], empty: [] }): Promise<Found> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(folder === '' ? root : folder, cause)
  })
  if (entries.length === 0 && folder !== '') found.empty.push(folder)
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      await findFiles(root, path, found)
    } else if (entry.isFile()) {
      const { mode } = await lstat(join(root, path)).catch((cause: unknown) => {
        throw unreadable(path, cause)
      })
      found.files.push({ path, executable: (mode & 0o100) !== 0 })
    } else {
      const sort = entry.isSymbolicLink() ? 'a symbolic link' : 'neither a file nor a directory'
      throw refuseValue({ problem: `"${path}" is ${sort}`, hint: 'Copy what it stands for, or leave it out.' })
    }
  }
  return found
}

function unreadable(path: string, cause: unknown) {
  const hint = 'Give the path of a directory whose files may all be read and have UTF-8 names.'
  return refuseValue({ problem: `"${path}" cannot be read: ${messageOf(cause)}`, hint, cause })
}
