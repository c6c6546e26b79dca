import { mkdtemp, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ArtifactReader, Materializer } from '../../contracts/materializer.ts'
import { messageOf } from '../../errors/regauge-error.ts'
import { refuseValue, sortOf } from '../invalid-artifact.ts'
import { inWorkDir } from '../work-dir-error.ts'
import { fileNameProblem } from '../file-name.ts'

/**
 * A file of any size, given as its path. The reader gets the path of a copy of its own in its work directory, under the
 * file's own name.
 */
export const file: Materializer = {
  name: 'file',
  async write(value, writer) {
    const path = assertPath(value)
    const found = await stat(path).catch((cause: unknown) => {
      const hint = 'Give the path of a file that the step has written; relative ones are taken from its process.'
      throw refuseValue({ problem: `there is no file "${path}": ${messageOf(cause)}`, hint, cause })
    })
    if (!found.isFile()) {
      const hint = 'Use the materializer "directory" for a folder.'
      throw refuseValue({ problem: `"${path}" is not a file`, hint })
    }
    const fileName = basename(resolve(path))
    return { format: 'file', ...(await writer.putFile(path)), fileName }
  },
  async read(ref, reader) {
    const fileName = ref.fileName ?? 'file'
    const problem = fileNameProblem(fileName)
    if (problem !== undefined) {
      throw refuseValue({
        problem: `the file name ${JSON.stringify(fileName)} ${problem}`,
        hint: 'Look at what wrote it.',
      })
    }
    const path = join(await freshFolder(reader), fileName)
    await reader.toFile(ref, path)
    return path
  },
}

/** A path that a step gave as the value of an output. */
export function assertPath(value: unknown): string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value
  throw refuseValue({ problem: `it is ${sortOf(value)}, not a path`, hint: 'Give the path as a string.' })
}

/** A new folder of the reader's own, so that equal names do not meet. */
export function freshFolder(reader: ArtifactReader): Promise<string> {
  return inWorkDir(reader.workDir, () => mkdtemp(join(reader.workDir, 'artifact-')))
}
