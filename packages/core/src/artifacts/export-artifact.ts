import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ArtifactReader } from '../contracts/materializer.ts'
import { messageOf, RegaugeError } from '../errors/regauge-error.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import { writePieces } from '../util/file-pieces.ts'
import { artifactContent, isTree } from './artifact-content.ts'
import { fileNameProblem } from './file-name.ts'
import { isPlainEntry, readEntries } from './list-entries.ts'
import { layDown } from './materializers/directory.ts'
import { isFileError } from './work-dir-error.ts'

/** File names' endings by format, for items that have no name of their own. */
const ENDINGS: Readonly<Record<string, string>> = {
  json: '.json',
  jsonl: '.json',
  text: '.txt',
  safetensors: '.safetensors',
}

/**
 * Writes an artifact to a path of this machine, and returns where it is. A directory that is there already gets it under
 * its own name, where it has one; a file is replaced when all bytes have been verified; a directory is never merged into
 * one that holds something. A list of artifacts becomes a directory with one entry an item, by number. Throws
 * `ARTIFACT_EXPORT_BLOCKED`.
 */
export async function exportArtifact(ref: ArtifactRef, reader: ArtifactReader, path: string): Promise<string> {
  const target = await targetOf(ref, resolve(path))
  try {
    if (await isTree(ref, reader)) await exportTree(ref, reader, target)
    else await exportFile(ref, reader, target)
  } catch (cause) {
    throw isFileError(cause) ? blocked(target, messageOf(cause), cause) : cause
  }
  return target
}

async function targetOf(ref: ArtifactRef, path: string): Promise<string> {
  const isNamed = ref.fileName !== undefined && fileNameProblem(ref.fileName) === undefined
  if (!isNamed || !(await isDirectory(path))) return path
  return join(path, ref.fileName)
}

async function exportFile(ref: ArtifactRef, reader: ArtifactReader, target: string): Promise<void> {
  if (await isDirectory(target)) throw blocked(target, 'it is a directory')
  const partial = `${target}.partial`
  try {
    const file = await open(partial, 'w')
    try {
      await writePieces(file, artifactContent(ref, reader), { signal: reader.signal })
    } finally {
      await file.close()
    }
    await rename(partial, target)
  } catch (thrown) {
    await rm(partial, { force: true })
    throw thrown
  }
}

async function exportTree(ref: ArtifactRef, reader: ArtifactReader, target: string): Promise<void> {
  const found = await readdir(target).catch(() => [])
  if (found.length > 0) throw blocked(target, 'it holds something already')
  if (ref.format === 'directory') return layDown(ref, reader, target)
  await mkdir(target, { recursive: true })
  let index = 0
  for await (const entry of readEntries(ref, reader)) {
    if (entry !== null) {
      const item: ArtifactRef = isPlainEntry(entry)
        ? { format: 'json', digest: ref.digest, size: 0, value: entry.value }
        : entry
      await exportArtifact(item, reader, join(target, `${index}${ENDINGS[item.format] ?? endingOf(item.fileName)}`))
    }
    index += 1
  }
}

function endingOf(fileName = ''): string {
  return /\.[A-Za-z0-9]{1,10}$/.exec(fileName)?.[0] ?? ''
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function blocked(path: string, problem: string, cause?: unknown): RegaugeError {
  return new RegaugeError('ARTIFACT_EXPORT_BLOCKED', {
    message: `The artifact cannot be written to "${path}": ${problem}.`,
    hint: 'Give a path that is free, in a folder that exists and may be written to.',
    details: { path },
    cause,
  })
}
