/**
 * Each store over a network beside its vendor's client, used directly with the same concurrency on the same real server:
 * 10,000 small objects and one of 1 GB, up and down. Starts the servers itself. `node bench/stores.ts gcs` measures one.
 */
import { randomBytes } from 'node:crypto'
import type { ServerName } from '../test/services/servers.ts'
import { startServer } from '../test/services/start-server.ts'
import { pairs, report } from './measure.ts'
import * as azure from './vendors/azure.ts'
import { forEachConcurrent } from './vendors/concurrency.ts'
import * as gcs from './vendors/gcs.ts'
import * as s3 from './vendors/s3.ts'
import { contenderOf, type Contender, type Pieces, type Rivals } from './vendors/vendor.ts'

const STORES: Readonly<Record<string, (server: string) => Promise<Rivals>>> = {
  s3: s3.openRivals,
  gcs: gcs.openRivals,
  azure: azure.openRivals,
}

/** Of the size of a record. */
const SMALL = { rounds: 10, files: 1_000, bytes: 2_000, atOnce: 32 } as const
const LARGE = { rounds: 3, bytes: 1_000_000_000 } as const
/** Whose server takes the sum of all that it has with each part: the time would be its own alone. */
const LESS_UP: Readonly<Record<string, number>> = { gcs: 256_000_000 }
/** Of the vendor's throughput. */
const LEAST = 0.9

const MEBIBYTE = randomBytes(2 ** 20)

function pieces(size: number): Pieces {
  return {
    size,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    async *open() {
      for (let left = size; left > 0; left -= MEBIBYTE.byteLength) yield MEBIBYTE.subarray(0, left)
    },
  }
}

async function* keys(folder: string): AsyncGenerator<string> {
  for (let file = 0; file < SMALL.files; file += 1) yield `${folder}/${file}`
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

interface Figures {
  readonly what: string
  /** Of a round, for people. */
  readonly rate: (ms: number) => string
  readonly found: Awaited<ReturnType<typeof pairs>>
}

function print({ what, rate, found }: Figures): void {
  const share = 1 / found.ratio
  report({
    what,
    figure: `${rate(found.ours)}, ${(share * 100).toFixed(0)} % of the vendor's ${rate(found.reference)}`,
    budget: `>= ${LEAST * 100} %`,
    kept: share >= LEAST,
  })
}

/** One folder of small objects for each of the two, written again in each round. */
async function benchSmall(name: string, ours: Contender, reference: Contender): Promise<void> {
  const rate = (ms: number) => `${Math.round(SMALL.files / (ms / 1e3)).toLocaleString('en')}/s`
  const bytes = randomBytes(SMALL.bytes)
  const put = (who: Contender, folder: string) => () =>
    timed(() => forEachConcurrent(keys(folder), SMALL.atOnce, (key) => who.put(key, bytes)))
  const get = (who: Contender, folder: string) => () =>
    timed(() =>
      forEachConcurrent(keys(folder), SMALL.atOnce, async (key) => {
        if ((await who.get(key)) !== SMALL.bytes) throw new Error(`"${key}" is not whole.`)
      }),
    )
  const total = (SMALL.files * SMALL.rounds).toLocaleString('en')
  const up = await pairs(SMALL.rounds, put(ours, 'ours'), put(reference, 'vendor'))
  print({ what: `${name}, ${total} small objects up`, rate, found: up })
  const down = await pairs(SMALL.rounds, get(ours, 'ours'), get(reference, 'ours'))
  print({ what: `${name}, ${total} small objects down`, rate, found: down })
}

async function benchLarge(name: string, ours: Contender, reference: Contender): Promise<void> {
  const rate = (bytes: number) => (ms: number) => `${Math.round(bytes / 1e6 / (ms / 1e3))} MB/s`
  const up = LESS_UP[name] ?? LARGE.bytes
  const put = (who: Contender) => () => timed(() => who.upload('large', pieces(up)))
  const get = (who: Contender) => () =>
    timed(async () => {
      if ((await who.download('large', LARGE.bytes)) !== LARGE.bytes) throw new Error('It is not whole.')
    })
  const sent = await pairs(LARGE.rounds, put(ours), put(reference))
  print({ what: `${name}, ${up / 1e6} MB up`, rate: rate(up), found: sent })
  // What the store itself has put, so that it has a checksum to compare with.
  await ours.upload('large', pieces(LARGE.bytes))
  const read = await pairs(LARGE.rounds, get(ours), get(reference))
  print({ what: `${name}, ${LARGE.bytes / 1e6} MB down`, rate: rate(LARGE.bytes), found: read })
}

const asked = process.argv.slice(2)
for (const [name, openRivals] of Object.entries(STORES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  // The keys are names of servers.
  await using server = await startServer(name as ServerName)
  const { store, vendor } = await openRivals(server.url)
  await using ours = store
  await benchSmall(name, contenderOf(ours), vendor)
  await benchLarge(name, contenderOf(ours), vendor)
}
