import { spawn } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Probe } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { formatDuration, formatSize } from '@regauge/core/units'

const ENOUGH_BYTES = 2 ** 30

/** What a run needs of this machine, whichever stack it uses. */
export function machineProbes(projectRoot: string): readonly Probe[] {
  return [
    { name: 'node', look: async () => `${process.version} at ${process.execPath}` },
    { name: 'bundler', look: transpile },
    { name: 'worker', look: startProcess },
    { name: 'disk', look: () => freeSpace(projectRoot) },
  ]
}

/** As much of esbuild as is tried. */
interface Bundler {
  readonly version: string
  readonly transform: (code: string, options: { readonly loader: 'ts' }) => Promise<{ readonly code: string }>
}

/** The bundler that packages pipelines belongs to core, so it is looked for from there. */
async function transpile(): Promise<string> {
  const { transform, version } = createRequire(import.meta.resolve('@regauge/core'))('esbuild') as Bundler
  const { code } = await transform('const one: number = 1; export { one }', { loader: 'ts' })
  if (code.includes('number')) throw new Error('esbuild left the types in.')
  return `esbuild ${version}`
}

async function startProcess(): Promise<string> {
  const began = performance.now()
  const child = spawn(process.execPath, ['-e', 'process.send("ready")'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const ready = await new Promise<boolean>((resolve, reject) => {
    child.once('message', () => resolve(true))
    child.once('error', reject)
    child.once('exit', () => resolve(false))
  })
  if (ready) return `a process started in ${formatDuration(performance.now() - began)}`
  throw new Error('A worker process ended before it was ready.')
}

async function freeSpace(path: string): Promise<string> {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  if (free >= ENOUGH_BYTES) return `${formatSize(free)} free`
  throw new RegaugeError('STORE_FULL', {
    message: `Only ${formatSize(free)} are free where the project lies.`,
    hint: 'Free some space before the next run.',
  })
}
