import { blobKey } from '../contracts/blob-key.ts'
import type { ScheduleName } from '../contracts/schedule-place.ts'
import type { Digest } from '../util/digest.ts'
import { digestOf } from '../util/digest.ts'

/** Which attempt of which run. */
export interface AttemptName {
  readonly run: string
  readonly path: string
  readonly attempt: number
}

/** Keys of everything that Regauge keeps in an artifact store. Nothing else builds a key. */
export const keys = Object.freeze({
  runs: 'runs/',
  run: (run: string) => `runs/${run}/run.json`,
  runFolder: (run: string) => `runs/${run}/`,
  epochs: (run: string) => `runs/${run}/epochs/`,
  driver: (run: string, epoch: number) => `runs/${run}/epochs/${epoch}/driver.json`,
  cancel: (run: string, epoch: number) => `runs/${run}/epochs/${epoch}/cancel.json`,
  end: (run: string, epoch: number) => `runs/${run}/epochs/${epoch}/end.json`,
  status: (run: string, epoch: number) => `runs/${run}/epochs/${epoch}/status.json`,
  /** What went to a worker's output after its attempt had ended. */
  runLog: (run: string, epoch: number, chunk: number) => `runs/${run}/epochs/${epoch}/log.${chunk}`,
  runLogs: (run: string, epoch: number) => `runs/${run}/epochs/${epoch}/log.`,
  steps: (run: string) => `runs/${run}/steps/`,
  claim: (run: string, path: string, attempt: number) => `runs/${run}/steps/${path}@${attempt}.claim.json`,
  stop: (run: string, path: string, attempt: number) => `runs/${run}/steps/${path}@${attempt}.stop.json`,
  outcome: (run: string, path: string, attempt: number) => `runs/${run}/steps/${path}@${attempt}.outcome.json`,
  log: (of: AttemptName, chunk: number) => `runs/${of.run}/steps/${of.path}@${of.attempt}.log.${chunk}`,
  metrics: (of: AttemptName, chunk: number) => `runs/${of.run}/steps/${of.path}@${of.attempt}.metrics.${chunk}`,
  component: (run: string, name: string) => `runs/${run}/components/${name}/`,
  /** What a driver elsewhere is given for an epoch. */
  request: (run: string, epoch: number) => `runs/${run}/components/orchestrator/driver-${epoch}.json`,
  template: (of: ScheduleName, digest: Digest) => `schedules/${of.stack}/${of.pipeline}/${of.name}/${digest}.json`,
  /** The id of the newest run of a schedule whose runs replace each other. */
  latestOf: (of: ScheduleName) => `schedules/${of.stack}/${of.pipeline}/${of.name}/latest`,
  /** Where an object of a run that cannot be read is kept for people to look at; no reader takes it for a record. */
  broken: (key: string, content: Uint8Array) =>
    key.replace(/^(runs\/[^/]+\/)?/, `$1broken/${digestOf(content).slice(0, 8)}/`),
  blob: blobKey,
  code: (digest: Digest) => `code/${digest}/`,
  /** An empty object that is put if absent again and again, to see that it is not written a second time. */
  conditions: 'probes/conditions',
  /** What one probe of the doctor writes, and takes away again. */
  probe: (id: string) => `probes/${id}/`,
})

/** One object below `runs/<run>/steps/`, taken apart. */
export interface StepKey {
  readonly path: string
  readonly attempt: number
  readonly kind: 'claim' | 'stop' | 'outcome' | 'log' | 'metrics'
  /** The chunk's number, of a log or metrics object. */
  readonly chunk?: number
}

const STEP_KEY = /\/steps\/([^/]+)@([1-9]\d*)\.(?:(claim|stop|outcome)\.json|(log|metrics)\.(\d+))$/

/** Path, attempt and kind of a step object's key; undefined for any other key. */
export function parseStepKey(key: string): StepKey | undefined {
  const match = STEP_KEY.exec(key)
  if (!match) return undefined
  const [, path, attempt, record, stream, chunk] = match
  if (record) return { path: path!, attempt: Number(attempt), kind: record as 'claim' | 'stop' | 'outcome' }
  return { path: path!, attempt: Number(attempt), kind: stream as 'log' | 'metrics', chunk: Number(chunk) }
}

/** The static path of a dynamic one: `sweep[3].fit` gives `sweep.fit`. */
export function staticPath(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}
