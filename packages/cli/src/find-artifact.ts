import { RegaugeError, suggest } from '@regauge/core/errors'
import { listStepRuns } from '@regauge/core/records'
import type { ArtifactRef, RunView, StepRunView } from '@regauge/core/records'
import type { CommandContext } from './context.ts'
import type { OpenedRuns } from './open-runs.ts'

/** An artifact that a run left, and which output it is. */
export interface FoundArtifact {
  /** `RUN:STEP.OUTPUT`, or `RUN:OUTPUT` for one of the pipeline's own. */
  readonly name: string
  readonly view: RunView
  readonly ref: ArtifactRef
  /** Absent for an output of the pipeline. */
  readonly producer?: StepRunView
}

/**
 * The artifact that a person means by `RUN:STEP.OUTPUT` or, for an output of the pipeline, `RUN:OUTPUT`. Throws
 * `USAGE_INVALID`, `RUN_NOT_FOUND`, `RUN_AMBIGUOUS` or `ARTIFACT_NOT_FOUND`.
 */
export async function findArtifact(
  text: string,
  opened: OpenedRuns,
  { signal }: Pick<CommandContext, 'signal'>,
): Promise<FoundArtifact> {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) {
    throw new RegaugeError('USAGE_INVALID', {
      message: `"${text}" does not name an artifact.`,
      hint: 'Name it as RUN:STEP.OUTPUT, e.g. latest:fit.weights, or an output of the pipeline as RUN:OUTPUT.',
    })
  }
  const view = await opened.find(text.slice(0, colon))
  const rest = text.slice(colon + 1)
  const name = `${view.record.run}:${rest}`
  const dot = rest.lastIndexOf('.')
  if (dot === -1) {
    const outputs = view.end?.outputs ?? {}
    const ref = outputs[rest]
    if (ref) return { name, view, ref }
    throw missing(rest, view, Object.keys(outputs))
  }
  const path = rest.slice(0, dot)
  const output = rest.slice(dot + 1)
  const attempts = await listStepRuns(opened.store, view, { path, signal })
  const producer = attempts.findLast((each) => each.status === 'succeeded' && !each.discarded)
  const ref = producer?.outputs[output]
  if (producer && ref) return { name, view, ref, producer }
  throw missing(
    rest,
    view,
    Object.keys(producer?.outputs ?? {}).map((each) => `${path}.${each}`),
  )
}

function missing(wanted: string, view: RunView, known: readonly string[]): RegaugeError {
  const { run } = view.record
  const near = known.length === 0 ? '' : `${suggest(wanted, known)} `
  return new RegaugeError('ARTIFACT_NOT_FOUND', {
    message: `Run "${run}" has left no artifact "${wanted}".`,
    hint: `${near}See what there is with: regauge artifacts list ${run}`,
    details: { run, artifact: wanted, known },
  })
}
