/**
 * Artifacts through the local store, each beside the same job done by hand in a process of its own:
 * 1 GB written and read, 256 MiB handed from step to step, and 10,000 records put if absent.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  bytesSource,
  createArtifactReader,
  createArtifactWriter,
  localArtifactStore,
  readArtifact,
  writeArtifact,
} from '../packages/core/src/artifacts.ts'
import type { ArtifactRef } from '../packages/core/src/spec/artifact-ref.ts'
import { median, report } from './measure.ts'

const GB = 1_000_000_000
const MIB = 2 ** 20
const RECORDS = 10_000
const RECORD = Buffer.alloc(600, 'x')
const FILE = { spec: { materializer: 'file' }, optional: false }

interface Measured<T = unknown> {
  readonly ms: number
  /** The highest resident size, above that of the process before the job. */
  readonly megabytes: number
  readonly result: T
}

/** The jobs by name; each works in a folder with a `source` and takes what it needs to have happened before from it. */
const JOBS: { readonly [name: string]: (folder: string) => Promise<() => Promise<unknown>> } = {
  async 'plain copy'(folder) {
    return () => copyWithDigest(join(folder, 'source'), join(folder, 'out', 'copy'))
  },
  async 'artifact write'(folder) {
    const { write } = await open(folder)
    return () => write(join(folder, 'source'))
  },
  async 'artifact read'(folder) {
    // Written by another process, as the memory of this one is measured from idle.
    const { result: ref } = spawnJob<ArtifactRef>('artifact write', folder)
    const { read } = await open(folder)
    return () => read(ref)
  },
  async 'hand over'(folder) {
    const { write, read } = await open(folder)
    return async () => read(await write(join(folder, 'source')))
  },
  async 'copy and two digests'(folder) {
    return async () => {
      await copyWithDigest(join(folder, 'source'), join(folder, 'out', 'copy'))
      const hash = createHash('sha256')
      for await (const piece of createReadStream(join(folder, 'out', 'copy'))) hash.update(piece as Buffer)
      return hash.digest('hex')
    }
  },
  async 'records put'(folder) {
    const { store } = await open(folder)
    return async () => {
      for (let record = 0; record < RECORDS; record += 1) {
        await store.put(`runs/r/steps/sweep[${record}].fit@1.outcome.json`, bytesSource(RECORD), { ifAbsent: true })
      }
    }
  },
  async 'records by hand'(folder) {
    return async () => {
      for (let record = 0; record < RECORDS; record += 1) {
        const file = openSync(join(folder, 'out', `sweep[${record}].fit@1.outcome.json`), 'wx')
        writeSync(file, RECORD)
        closeSync(file)
      }
    }
  },
}

/** Writer and reader of two attempts that share a store. */
async function open(folder: string) {
  const config = { path: join(folder, 'out', 'store'), durable: false }
  const store = await localArtifactStore.create({ config, components: {}, projectRoot: folder })
  for (const name of ['writing', 'reading']) mkdirSync(join(folder, 'out', name), { recursive: true })
  const writer = createArtifactWriter(store, { workDir: join(folder, 'out', 'writing') })
  const reader = createArtifactReader(store, { workDir: join(folder, 'out', 'reading') })
  return {
    store,
    write: (path: string) => writeArtifact(path, FILE, { writer }),
    read: (ref: ArtifactRef) => readArtifact(ref, FILE, { reader }),
  }
}

async function copyWithDigest(from: string, to: string): Promise<string> {
  const hash = createHash('sha256')
  const source = createReadStream(from)
  source.on('data', (piece) => hash.update(piece))
  await pipeline(source, createWriteStream(to))
  return hash.digest('hex')
}

async function runJob(name: string, folder: string): Promise<Measured> {
  const job = await JOBS[name]!(folder)
  // What was written before is not to be paid for by whoever is measured now.
  execFileSync('sync')
  touchMemory(folder)
  globalThis.gc?.()
  const idle = process.memoryUsage.rss()
  let highest = idle
  const sampling = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 5)
  const began = performance.now()
  const result = await job()
  const ms = performance.now() - began
  clearInterval(sampling)
  return { ms, megabytes: (highest - idle) / 1e6, result }
}

/**
 * Takes the memory that a job will need for its files, and lets go of it. A virtual machine gives free memory back to
 * its host, and getting it again takes longer than the copying into it: it would be counted for one job and not the next.
 */
function touchMemory(folder: string): void {
  const path = join(folder, 'out', 'touched')
  writeBytes(path, 1.25 * GB, Buffer.alloc(MIB, 'x'))
  rmSync(path)
}

/** Runs a job in a new process and an empty `out` folder. */
function measure(name: string, folder: string): Measured {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  mkdirSync(join(folder, 'out'))
  return spawnJob(name, folder)
}

/** Runs a job in a new process; `T` is what the job returns, as JSON. */
function spawnJob<T>(name: string, folder: string): Measured<T> {
  const argv = [...process.execArgv, import.meta.filename, name, folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`"${name}" failed: ${stderr}`)
  return JSON.parse(stdout) as Measured<T>
}

/**
 * Ours and the reference in turn, each going first as often as the other; the medians, and the highest memory of ours.
 * The disk's own moods make one of them up to twice as slow as the next, so that it takes some rounds.
 */
function compare(ours: string, reference: string, { folder, rounds }: { folder: string; rounds: number }) {
  measure(reference, folder)
  const found = Array.from({ length: rounds }, (_, round) => {
    const [first, second] = round % 2 === 0 ? [ours, reference] : [reference, ours]
    const measured = { [first]: measure(first, folder), [second]: measure(second, folder) }
    return { ours: measured[ours]!, reference: measured[reference]! }
  })
  const ms = median(found.map((pair) => pair.ours.ms))
  return {
    ms,
    ratio: ms / median(found.map((pair) => pair.reference.ms)),
    megabytes: Math.max(...found.map((pair) => pair.ours.megabytes)),
  }
}

function fill(folder: string, size: number): void {
  writeBytes(join(folder, 'source'), size, randomFillSync(Buffer.alloc(MIB)))
}

/** Writes a file that repeats a piece of 1 MiB. */
function writeBytes(path: string, size: number, piece: Uint8Array): void {
  const file = openSync(path, 'w')
  for (let rest = size; rest > 0; rest -= MIB) writeSync(file, piece, 0, Math.min(rest, MIB))
  closeSync(file)
}

function bench(folder: string): void {
  fill(folder, GB)
  for (const what of ['artifact write', 'artifact read']) {
    const { ms, ratio, megabytes } = compare(what, 'plain copy', { folder, rounds: 8 })
    const share = `${(100 / ratio).toFixed(0)} % of a plain copy with SHA-256`
    const figure = `${(GB / 1e6 / (ms / 1e3)).toFixed(0)} MB/s, ${share}, ${megabytes.toFixed(0)} MB above idle`
    report({ what: `${what}, 1 GB`, figure, budget: '90 %, 100 MB', kept: 1 / ratio >= 0.9 && megabytes <= 100 })
  }
  fill(folder, 256 * MIB)
  const handed = compare('hand over', 'copy and two digests', { folder, rounds: 8 })
  report({
    what: '256 MiB from step to step',
    figure: `${handed.ratio.toFixed(2)} x a copy and two SHA-256, ${handed.megabytes.toFixed(0)} MB above idle`,
    budget: '1.5 x, 100 MB',
    kept: handed.ratio <= 1.5 && handed.megabytes <= 100,
  })
  const records = compare('records put', 'records by hand', { folder, rounds: 8 })
  const rate = RECORDS / (records.ms / 1e3)
  report({
    what: 'records put if absent',
    figure: `${Math.round(rate).toLocaleString('en')}/s, ${records.ratio.toFixed(2)} x a bare loop`,
    budget: '<= 2 x',
    kept: records.ratio <= 2,
  })
}

const [job, jobFolder] = process.argv.slice(2)
if (job !== undefined && jobFolder !== undefined) {
  process.stdout.write(JSON.stringify(await runJob(job, jobFolder)))
} else {
  const folder = mkdtempSync(join(tmpdir(), 'regauge-bench-'))
  try {
    bench(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
