import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, inject, test } from 'vitest'
import { STORES, type TestedStore } from './stores.fixture.ts'

const MEBIBYTE = 1024 * 1024
/** Far more than a process may take for it. */
const SIZE = 256 * MEBIBYTE
/** Four parts of 8 MiB on their way, and what the vendors' clients hold of them: no client was seen to pass 74 MiB. */
const BOUND = 128 * MEBIBYTE

test.each(Object.entries(STORES).filter(([name]) => name !== 's3 on versitygw'))(
  'a large object goes into %s and comes back in little memory',
  async (_, { server, create, module }: TestedStore) => {
    // Patient: this is about memory alone.
    const config = { ...(await create(inject('services')[server])), timeout: '60s' }
    const script = new URL('memory.fixture.ts', import.meta.url).pathname
    const words = ['--conditions=@regauge/source', '--expose-gc', script, module, JSON.stringify(config), `${SIZE}`]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = await Promise.all([text(child.stdout), once(child, 'close')])
    expect(child.exitCode).toBe(0)
    // The script prints no more than this.
    const taken = JSON.parse(printed) as { readonly upload: number; readonly download: number }
    expect(taken.upload).toBeLessThan(BOUND)
    expect(taken.download).toBeLessThan(BOUND)
  },
)
