import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { step, TerminalError } from '@regauge/core'
import { z } from 'zod'
import { Digit } from '../artifacts.ts'
import { parseDigits } from '../model/digit.ts'

/** Where this example lies, also after its modules have become one bundle: paths do not depend on where it is run. */
const ROOT = resolve(import.meta.dirname, '..')

export const load = step({
  name: 'load',
  description: 'Reads the digits from a gzipped CSV file, given by its path or URL.',
  inputs: { path: z.string() },
  outputs: { digits: z.array(Digit) },
  retry: { attempts: 3, delay: '2s' },
  timeout: '1m',
  async run({ path }, { signal, log }) {
    const file = /^https?:/.test(path) ? await download(path, signal) : await read(resolve(ROOT, path), signal)
    const csv = await promisify(gunzip)(file)
    const digits = parseDigits(csv.toString())
    log.info('loaded', { path, digits: digits.length })
    return { digits }
  },
})

async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal })
  if (response.status === 404) throw new TerminalError(`There is nothing at "${url}".`)
  if (!response.ok) throw new Error(`"${url}" answered with status ${response.status}.`)
  return response.bytes()
}

/** A file that cannot be read now cannot be read later either, so no retry is spent on it. */
async function read(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal })
  } catch (cause) {
    throw new TerminalError(`The digits at "${path}" cannot be read.`, { cause })
  }
}
