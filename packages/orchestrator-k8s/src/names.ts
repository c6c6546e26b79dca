import { createHash } from 'node:crypto'
import type { ScheduleName } from '@regauge/core'

/** Crockford's alphabet: no letters that look like digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const HASH_LENGTH = 10

/**
 * The pod of a Job is called `<job>-<5 random>`, that of an Indexed Job `<job>-<index>-<5 random>`, its host
 * `<job>-<index>`, the Job of a CronJob `<cronjob>-<minutes>`. All of them are labels of at most 63 characters.
 */
const LONGEST = { job: 57, indexedJob: 51, cronJob: 52 } as const

/** Of which step's which attempt. The path is the dynamic one, e.g. `sweep[3].fit`. */
export interface StepName {
  readonly run: string
  readonly path: string
  readonly attempt: number
}

/** Which bundles of which run one Indexed Job works off. */
export interface IndexedName {
  readonly run: string
  /** Static path of what the bundles are made of, e.g. `sweep.fit`; only for people. */
  readonly path: string
  /** Ids of the bundles, in the order of their completion indexes. */
  readonly bundles: readonly string[]
}

/**
 * Names of everything that Regauge makes in a cluster. Nothing else builds a name. Each is a DNS label that begins with
 * `rg-`, depends on nothing but what is given, and holds a hash of all of it: names that were cut short stay apart.
 */
export const names = Object.freeze({
  /** What a run's objects have in common, and the name of the ConfigMap that owns them. */
  run: (run: string): string => `rg-${hashOf(run)}`,
  /** The Job of an epoch's driver. */
  driver: (run: string, epoch: number): string => `${names.run(run)}-d${epoch}`,
  /** The Job of one of the doctor's probes. */
  probe: (run: string): string => `${names.run(run)}-probe`,
  /** The Secret of an epoch. */
  secret: (run: string, epoch: number): string => `${names.run(run)}-e${epoch}`,
  /** The Job of a bundle, named after its first attempt. */
  step: ({ run, path, attempt }: StepName): string =>
    withTail(`${names.run(run)}-${readable(path, 24)}`, `${hashOf('step', run, path)}-${attempt}`, LONGEST.job),
  indexed: ({ run, path, bundles }: IndexedName): string =>
    withTail(`${names.run(run)}-${readable(path, 24)}`, hashOf('indexed', run, path, ...bundles), LONGEST.indexedJob),
  /** The CronJob of a pipeline's schedule on a stack. */
  schedule: ({ stack, pipeline, name }: ScheduleName): string =>
    withTail(`rg-${readable(pipeline, LONGEST.cronJob)}`, hashOf('schedule', stack, pipeline, name), LONGEST.cronJob),
  /** The Secret of a schedule. */
  scheduleSecret: (of: ScheduleName): string => `${names.schedule(of)}-env`,
})

/**
 * A text as the value of a label: itself where Kubernetes takes it, else what is left of it and a hash. Different texts
 * stay different.
 */
export function labelValue(text: string): string {
  if (/^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/.test(text)) return text
  const kept = text
    .replaceAll(/[^-\w.]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63 - HASH_LENGTH - 1)
  return kept === '' ? hashOf('label', text) : `${kept}-${hashOf('label', text)}`
}

function withTail(head: string, tail: string, longest: number): string {
  const kept = head.slice(0, Math.max(0, longest - tail.length - 1)).replace(/-+$/, '')
  return `${kept}-${tail}`
}

/** What of a path or name may stand in a DNS label. Something always does, since names begin with a letter. */
function readable(text: string, longest: number): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, '')
}

/** 50 bits of SHA-256 over the parts, each with its length, so that no two lists of parts give the same bytes. */
function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return [...hash.digest().subarray(0, HASH_LENGTH)].map((byte) => ALPHABET[byte & 31]).join('')
}
