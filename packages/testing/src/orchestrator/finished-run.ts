import type { PolicySpec } from '@regauge/core'
import { type EndRecord, listStepRuns, readRun, type StepRunView } from '@regauge/core/records'
import { submitRun } from '@regauge/core/run'
import type { OpenedStack } from '../stack-under-test.ts'
import { driveToEnd } from './drive-to-end.ts'
import type { OrchestratorTestContext } from './orchestrator-test.ts'

/** What a run has left in the store. */
export interface FinishedRun {
  readonly run: string
  readonly end: EndRecord
  /** Every attempt that has an outcome, in the order of paths and numbers. */
  readonly attempts: readonly StepRunView[]
  /** The small values of the run's outputs. */
  readonly values: { readonly [output: string]: unknown }
}

/** How one of the kit's pipelines is run. */
export interface RunWish {
  readonly params?: { readonly [name: string]: string | number }
  /** Over that of the stack. */
  readonly policy?: PolicySpec
  /** Carried out while the run goes on. */
  readonly during?: (run: string) => Promise<void>
}

/** Runs a pipeline to its end, and reads what it has left. */
export async function runPipeline(
  { opened, patienceMs }: OrchestratorTestContext,
  pipeline: string,
  { params = {}, policy = {}, during }: RunWish = {},
): Promise<FinishedRun> {
  const { record, epoch } = await submitRun(opened.stack, await opened.prepare(pipeline, { params, policy }))
  await Promise.all([driveToEnd(opened, { record, epoch, patienceMs }), during?.(record.run)])
  return readFinished(opened, record.run)
}

/** What the records say of a run that has ended. */
export async function readFinished({ stack: { store } }: OpenedStack, run: string): Promise<FinishedRun> {
  const view = await readRun(store, run)
  if (view?.end === undefined) throw new Error(`Run "${run}" has no record of its end.`)
  const attempts = await listStepRuns(store, view)
  const values = Object.entries(view.end.outputs).map(([name, { value }]) => [name, value])
  return { run, end: view.end, attempts, values: Object.fromEntries(values) as FinishedRun['values'] }
}

/** The attempts of a run with what became of them: `fit@2` is `succeeded`, or the class of its failure. */
export function fatesOf({ attempts }: FinishedRun): { readonly [attempt: string]: string } {
  return Object.fromEntries(
    attempts.map(({ path, attempt, status, failure }) => [`${path}@${attempt}`, failure?.class ?? status]),
  )
}

/** The fates of step runs that did well at once. */
export function allWell(paths: readonly string[]): { readonly [attempt: string]: string } {
  return Object.fromEntries(paths.map((path) => [`${path}@1`, 'succeeded']))
}
