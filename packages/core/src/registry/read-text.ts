import { constants, open } from 'node:fs/promises'
import type { ErrorCode } from '../errors/catalogue.ts'
import { messageOf, RegaugeError } from '../errors/regauge-error.ts'

/** No document of ours is larger. Bytes. */
const MAX_BYTES = 2 ** 20

/** What a file is called in errors, and their code. */
export interface ReadTextOptions {
  readonly shown: string
  readonly code: ErrorCode
}

/**
 * The UTF-8 text of a regular file of at most 1 MiB, without a byte order mark. Anything else, also a file that is not
 * there, is an error of the given code.
 */
export async function readText(path: string, options: ReadTextOptions): Promise<string> {
  const { shown, code } = options
  const fail = (reason: string, cause?: unknown): never => {
    throw new RegaugeError(code, { message: `The file "${shown}" ${reason}.`, details: { file: shown }, cause })
  }
  let bytes: Buffer
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const { size, isFile } = await file.stat().then((stats) => ({ size: stats.size, isFile: stats.isFile() }))
    if (!isFile) return fail('is not a regular file')
    if (size > MAX_BYTES) return fail('is larger than 1 MiB')
    bytes = await file.readFile()
  } catch (thrown) {
    if (thrown instanceof RegaugeError) throw thrown
    return fail(`cannot be read: ${messageOf(thrown)}`, thrown)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (thrown) {
    return fail('is not UTF-8 text', thrown)
  }
}
