import { hostname } from 'node:os'
import type { OutcomeRecord } from './outcome-record.ts'
import type { DriverRecord, EndRecord, RunRecord, StatusRecord } from './run-record.ts'

const AT = '2026-01-02T03:04:05.000Z'
const COUNTS = { total: 2, succeeded: 1, cached: 0, failed: 1, skipped: 0, cancelled: 0 }
const DIGEST = 'd'.repeat(64)

/** The record of a run of pipeline "training". */
export function runRecord(run: string): RunRecord {
  return {
    schema: 'regauge.run/1',
    run,
    pipeline: 'training',
    spec: { schema: 'regauge.pipeline/1', name: 'training', policy: {}, nodes: [], outputs: {} },
    params: {},
    labels: { team: 'vision' },
    submittedBy: { user: 'ada', host: 'alpha' },
    submittedAt: AT,
    environment: {},
  }
}

/** The record of a driver that is this process, or another one. */
export function driverRecord(run: string, epoch: number, driver: Partial<DriverRecord['driver']> = {}): DriverRecord {
  const component = { flavor: 'local', config: {} }
  return {
    schema: 'regauge.driver/1',
    run,
    epoch,
    cause: epoch === 1 ? 'submit' : 'resume',
    driver: {
      id: `driver-${epoch}`,
      host: hostname(),
      pid: process.pid,
      startedAt: new Date(performance.timeOrigin).toISOString(),
      version: '0.1.0',
      ...driver,
    },
    code: DIGEST,
    plan: {
      schema: 'regauge.plan/1',
      pipeline: 'training',
      spec: DIGEST,
      params: {},
      stack: { name: 'local', revision: DIGEST },
      failMode: 'fail-fast',
      launchers: {},
      nodes: [],
      outputs: {},
      hooks: [],
    },
    stack: {
      name: 'local',
      packages: [],
      components: {
        orchestrator: component,
        'artifact-store': component,
        'experiment-trackers': {},
        'step-operators': {},
      },
      defaults: {},
    },
    discards: [],
    startedAt: AT,
  }
}

/** How an epoch ended. */
export function endRecord(run: string, epoch: number, status: EndRecord['status']): EndRecord {
  return {
    schema: 'regauge.end/1',
    run,
    epoch,
    status,
    steps: COUNTS,
    outputs: {},
    failed: [],
    failMode: 'fail-fast',
    endedAt: AT,
    seconds: 12,
  }
}

/** Where an epoch stands, by the number of its writing. */
export function statusRecord(run: string, epoch: number, sequence: number): StatusRecord {
  return {
    schema: 'regauge.status/1',
    run,
    epoch,
    sequence,
    status: 'running',
    steps: { ...COUNTS, running: 1, waiting: 0 },
    nodes: {},
    live: [],
    at: AT,
  }
}

/** The outcome of an attempt that went well. */
export function outcomeRecord(run: string, path: string, attempt: number): OutcomeRecord {
  return {
    schema: 'regauge.outcome/1',
    run,
    path,
    attempt,
    epoch: 1,
    status: 'succeeded',
    outputs: { out: { format: 'json', digest: DIGEST, size: 1, value: attempt } },
    startedAt: AT,
    endedAt: AT,
    worker: 'worker 1',
    logs: 0,
    metrics: 0,
  }
}
