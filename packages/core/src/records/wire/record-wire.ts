import { z } from 'zod'
import type { CodeFile, CodeManifest } from '../../contracts/code-package.ts'
import { FAILURE_CLASSES, type Failure } from '../../errors/failure.ts'
import { createWireKit, oneOf, type WireKit } from '../../spec/wire/kit.ts'
import { failMode } from '../../spec/wire/policy-wire.ts'
import {
  count,
  digest,
  jsonObject,
  listOf,
  name,
  namedOf,
  number,
  positive,
  recordOf,
  text,
  texts,
  time,
} from '../../spec/wire/scalars.ts'
import { type SpecWire, specWire } from '../../spec/wire/spec-wire.ts'
import type { ClaimRecord, OutcomeRecord, StopRecord } from '../outcome-record.ts'
import type {
  CancelRecord,
  DriverRecord,
  EndRecord,
  LiveAttempt,
  NodeStatus,
  RunRecord,
  RunWarning,
  StatusRecord,
  StepCounts,
} from '../run-record.ts'

/** The schemas of everything that a run leaves in its store. */
export interface RecordWire {
  readonly run: z.ZodType<RunRecord>
  readonly driver: z.ZodType<DriverRecord>
  readonly cancel: z.ZodType<CancelRecord>
  readonly end: z.ZodType<EndRecord>
  readonly status: z.ZodType<StatusRecord>
  readonly outcome: z.ZodType<OutcomeRecord>
  readonly claim: z.ZodType<ClaimRecord>
  readonly stop: z.ZodType<StopRecord>
  readonly code: z.ZodType<CodeManifest>
}

/** What the records have in common. */
interface RecordParts extends SpecWire {
  readonly failure: z.ZodType<Failure>
}

/** The members of the counts, which a status has more of. */
const COUNTS = { total: count, succeeded: count, cached: count, failed: count, skipped: count, cancelled: count }

const kit = createWireKit('loose')
const parts: RecordParts = { ...specWire(kit), failure: failureWire(kit) }

/** What is published of records. They ignore unknown members, which a newer version may have written. */
export const RECORD_SCHEMAS: RecordWire = Object.freeze({
  run: runWire(kit, parts),
  driver: driverWire(kit, parts),
  cancel: cancelWire(kit),
  end: endWire(kit, parts),
  status: statusWire(kit),
  outcome: outcomeWire(kit, parts),
  claim: claimWire(kit),
  stop: stopWire(kit),
  code: codeWire(kit),
})

/** The names of the parts of {@link RECORD_SCHEMAS}, for `z.toJSONSchema`. */
export const RECORD_NAMES = kit.names

function failureWire({ object, named }: WireKit): z.ZodType<Failure> {
  return named(
    'Failure',
    object<Failure>(
      { class: z.enum(FAILURE_CLASSES), code: text, message: text },
      { terminal: z.boolean(), stack: text, log: texts, retryAfterMs: number },
    ),
  )
}

function runWire({ object }: WireKit, { pipelineSpec }: RecordParts): z.ZodType<RunRecord> {
  return object<RunRecord>(
    {
      schema: z.literal('regauge.run/1'),
      run: text,
      pipeline: name,
      spec: pipelineSpec,
      params: jsonObject,
      labels: recordOf(text),
      submittedBy: object<RunRecord['submittedBy']>({ user: text, host: text }),
      submittedAt: time,
      environment: recordOf(text),
    },
    {
      key: text,
      schedule: object<NonNullable<RunRecord['schedule']>>({ name, template: digest }, { time }),
      parent: text,
    },
  )
}

function driverWire({ object }: WireKit, { plan, stackSpec }: RecordParts): z.ZodType<DriverRecord> {
  return object<DriverRecord>({
    schema: z.literal('regauge.driver/1'),
    run: text,
    epoch: positive,
    cause: oneOf<DriverRecord['cause']>({ submit: true, resume: true }),
    driver: object<DriverRecord['driver']>(
      { id: text, host: text, pid: count, startedAt: text, version: text },
      { place: text },
    ),
    code: digest,
    plan,
    stack: stackSpec,
    discards: listOf(object<DriverRecord['discards'][number]>({ path: text, through: positive })),
    startedAt: time,
  })
}

function cancelWire({ object }: WireKit): z.ZodType<CancelRecord> {
  return object<CancelRecord>({
    schema: z.literal('regauge.cancel/1'),
    run: text,
    epoch: positive,
    by: object<CancelRecord['by']>({ user: text, host: text }),
    at: time,
  })
}

function warningWire({ object }: WireKit): z.ZodType<RunWarning> {
  return object<RunWarning>({ code: text, message: text, count: positive })
}

function endWire(kit: WireKit, { artifactRef, failure }: RecordParts): z.ZodType<EndRecord> {
  return kit.object<EndRecord>(
    {
      schema: z.literal('regauge.end/1'),
      run: text,
      epoch: positive,
      status: oneOf<EndRecord['status']>({ succeeded: true, failed: true, cancelled: true }),
      steps: kit.object<StepCounts>(COUNTS),
      outputs: namedOf(artifactRef),
      failed: listOf(kit.object<EndRecord['failed'][number]>({ path: text, attempt: count, failure })),
      failMode,
      endedAt: time,
      seconds: number,
    },
    { failure, warnings: listOf(warningWire(kit)) },
  )
}

function statusWire(kit: WireKit): z.ZodType<StatusRecord> {
  const node = kit.object<NodeStatus>(
    {
      kind: oneOf<NodeStatus['kind']>({ step: true, map: true, when: true }),
      status: oneOf<NodeStatus['status']>({
        waiting: true,
        running: true,
        succeeded: true,
        failed: true,
        skipped: true,
        cancelled: true,
      }),
      succeeded: count,
      failed: count,
      running: count,
    },
    { total: count, startedAt: time, endedAt: time },
  )
  const live = kit.object<LiveAttempt>(
    { path: text, attempt: positive, state: oneOf<LiveAttempt['state']>({ pending: true, running: true }) },
    { startedAt: time, pending: text, progress: number, message: text },
  )
  return kit.object<StatusRecord>(
    {
      schema: z.literal('regauge.status/1'),
      run: text,
      epoch: positive,
      sequence: count,
      status: oneOf<StatusRecord['status']>({ pending: true, running: true, cancelling: true }),
      steps: kit.object<StatusRecord['steps']>({ ...COUNTS, running: count, waiting: count }),
      nodes: recordOf(node),
      live: listOf(live),
      at: time,
    },
    { warnings: listOf(warningWire(kit)) },
  )
}

function outcomeWire({ object }: WireKit, { artifactRef, failure }: RecordParts): z.ZodType<OutcomeRecord> {
  type Input = NonNullable<OutcomeRecord['inputs']>[string]
  return object<OutcomeRecord>(
    {
      schema: z.literal('regauge.outcome/1'),
      run: text,
      path: text,
      attempt: positive,
      epoch: positive,
      status: oneOf<OutcomeRecord['status']>({ succeeded: true, failed: true }),
      outputs: namedOf(artifactRef),
      endedAt: time,
      logs: count,
      metrics: count,
    },
    {
      failure,
      startedAt: time,
      ms: number,
      worker: text,
      inputs: namedOf(object<Input>({ digest: text }, { item: count })),
      fingerprint: text,
      cachedFrom: text,
    },
  )
}

function claimWire({ object }: WireKit): z.ZodType<ClaimRecord> {
  return object<ClaimRecord>({
    schema: z.literal('regauge.claim/1'),
    run: text,
    path: text,
    attempt: positive,
    worker: text,
    at: time,
  })
}

function stopWire({ object }: WireKit): z.ZodType<StopRecord> {
  return object<StopRecord>(
    {
      schema: z.literal('regauge.stop/1'),
      run: text,
      path: text,
      attempt: positive,
      reason: oneOf<StopRecord['reason']>({ cancelled: true, timeout: true }),
      at: time,
    },
    { graceMs: count },
  )
}

function codeWire({ object }: WireKit): z.ZodType<CodeManifest> {
  const file = object<CodeFile>({ digest, size: count }, { executable: z.boolean() })
  return object<CodeManifest>({
    schema: z.literal('regauge.code/1'),
    module: text,
    export: text,
    entry: text,
    files: recordOf(file),
    externals: recordOf(text),
  })
}
