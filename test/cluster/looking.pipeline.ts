import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { pipeline, step, type Pipeline } from '@regauge/core'
import { z } from 'zod'

/** What a step finds in its pod. */
export type Findings = z.infer<typeof findings>

const findings = z.object({
  user: z.number(),
  groups: z.array(z.number()),
  environment: z.record(z.string(), z.string()),
  /** Bytes; those of a machine without a limit where there is none. */
  memory: z.number(),
  /** Bytes that a file system of memory holds, by where it is mounted. */
  sizes: z.record(z.string(), z.number()),
  hosts: z.string(),
  hasToken: z.boolean(),
  /** Why a file could not be written, by its path; empty where it could. */
  writes: z.record(z.string(), z.string()),
})

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

const look = step({
  name: 'look',
  outputs: { findings },
  run: () => ({
    findings: {
      user: process.getuid!(),
      groups: process.getgroups!(),
      environment: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
      memory: process.constrainedMemory(),
      sizes: Object.fromEntries(['/dev/shm', '/ram'].filter(existsSync).map((path) => [path, sizeOf(path)])),
      hosts: readFileSync('/etc/hosts', 'utf8'),
      hasToken: existsSync(TOKEN),
      writes: Object.fromEntries(['/written', '/tmp/written', '/cache/written'].map((path) => [path, write(path)])),
    },
  }),
})

function sizeOf(path: string): number {
  const { blocks, bsize } = statfsSync(path)
  return blocks * bsize
}

function write(path: string): string {
  try {
    writeFileSync(path, 'written')
    return ''
  } catch (thrown) {
    // Node's errors of files have a code.
    return (thrown as NodeJS.ErrnoException).code!
  }
}

const keep = step({
  name: 'keep',
  outputs: { kept: z.boolean() },
  run() {
    writeFileSync('/data/kept', 'by an earlier step')
    return { kept: true }
  },
})

const find = step({
  name: 'find',
  inputs: { kept: z.boolean() },
  outputs: { found: z.string(), refused: z.string() },
  run: () => ({ found: readFileSync('/past/kept', 'utf8'), refused: write('/past/kept') }),
})

const params = z.object({ prompter: z.string() })

/** One step that looks around. */
export const looking: Pipeline = pipeline({ name: 'looking', params, build: ({ run }) => run(look, {}) })

/** A step that leaves a file in the volume `/data`, and one that finds it in `/past`. */
export const keeping: Pipeline = pipeline({
  name: 'keeping',
  params,
  build({ run }) {
    const { kept } = run(keep, {})
    return run(find, { kept })
  },
})
