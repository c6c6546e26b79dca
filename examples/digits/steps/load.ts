import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { step, TerminalError } from '@regauge/core'
import { z } from 'zod'
import { Digit } from '../artifacts.ts'
import { parseDigits } from '../model/digit.ts'

/** A file that is named like this travels with the code, so that it is there wherever the step runs. */
const DIGITS = new URL('../data/digits.csv.gz', import.meta.url)

export const load = step({
  name: 'load',
  description: 'Reads the digits from a gzipped CSV file, its own or one that is given by its path or URL.',
  inputs: { path: z.string().optional() },
  outputs: { digits: z.array(Digit) },
  retry: { attempts: 3, delay: '2s' },
  timeout: '1m',
  async run({ path }, { signal, log }) {
    const isRemote = path !== undefined && /^https?:/.test(path)
    const file = isRemote ? await download(path, signal) : await read(path ?? DIGITS, signal)
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
async function read(path: string | URL, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal })
  } catch (cause) {
    throw new TerminalError(`The digits at "${String(path)}" cannot be read.`, { cause })
  }
}
