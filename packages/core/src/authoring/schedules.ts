import type { StandardSchemaV1 } from '@standard-schema/spec'
import { RegaugeError } from '../errors/regauge-error.ts'
import { SCHEDULE_CONCURRENCIES, type ScheduleConcurrency, type ScheduleSpec } from '../spec/schedule-spec.ts'
import { parseCron } from '../util/cron.ts'
import { defined } from '../util/defined.ts'
import { type Duration, parseDuration } from '../util/duration.ts'
import type { JsonObject } from '../util/json.ts'
import { isTimeZone } from '../util/time-zone.ts'
import { assertNames } from './assert-name.ts'
import { assertOptions } from './assert-options.ts'
import type { ParamsOf } from './params.ts'
import { issuesAtOnce, issuesText } from './schema-issues.ts'
import { toJson } from './to-json.ts'

/** When a pipeline runs by itself. */
interface ScheduleTimes {
  /** @default 'default' */
  readonly name?: string
  /** Five fields (minute, hour, day of month, month, day of week), or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
  readonly cron: string
  /** Of the IANA database, e.g. `Europe/Berlin`. @default 'Etc/UTC' */
  readonly timeZone?: string
  /** When an earlier run is still under way: start beside it, leave this one out, or cancel the earlier. @default 'forbid' */
  readonly concurrency?: ScheduleConcurrency
  /** A run that could not be started for so long is left out. @default an hour, on Kubernetes */
  readonly deadline?: Duration
}

/** One schedule, with the parameters of its runs. */
export type Schedule<P extends StandardSchemaV1> = ScheduleTimes &
  ({} extends StandardSchemaV1.InferInput<P>
    ? { readonly params?: StandardSchemaV1.InferInput<P> }
    : { readonly params: StandardSchemaV1.InferInput<P> })

/** One schedule, or several, of which each has a name of its own. */
export type Schedules<P extends StandardSchemaV1> =
  | Schedule<P>
  | readonly (Schedule<P> & Required<Pick<ScheduleTimes, 'name'>>)[]

const OPTIONS = ['name', 'cron', 'timeZone', 'concurrency', 'deadline', 'params']

/**
 * The schedules of a pipeline for its spec; undefined where there is none. Checks them at once, but for their
 * parameters, which the schema is asked about when the spec is made. Throws `AUTHORING_SCHEDULE_INVALID`,
 * `AUTHORING_OPTION_UNKNOWN` and what {@link assertNames} throws.
 */
export function schedulesAmong(given: unknown, params: ParamsOf): () => readonly ScheduleSpec[] | undefined {
  if (given === undefined) return () => undefined
  const specs = (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((each) => specOf(each, params))
  if (specs.length === 0) throw invalid(where(params), 'the list of schedules is empty', 'Leave it out, or write one.')
  assertNames(
    specs.map(({ name }) => name),
    `${where(params)}: a schedule`,
  )
  return () => {
    for (const spec of specs) checkParams(spec, params)
    return specs
  }
}

function specOf(given: unknown, params: ParamsOf): ScheduleSpec {
  const here = `${where(params)}: a schedule`
  if (typeof given !== 'object' || given === null) {
    throw invalid(here, 'it is no object', "Write { cron: '30 4 * * *' }.")
  }
  // Whoever does without TypeScript may have given anything for each of them.
  const options = given as { readonly [K in keyof Schedule<StandardSchemaV1>]?: unknown }
  const at = typeof options.name === 'string' ? `${where(params)}, schedule "${options.name}"` : here
  assertOptions(given, OPTIONS, at)
  const { name = 'default', cron, timeZone = 'Etc/UTC', concurrency = 'forbid', deadline } = options
  checkTimes({ cron, timeZone, concurrency, deadline }, at)
  const copy = toJson(options.params ?? {})
  if (!copy.fits) {
    const problem = `params holds ${copy.found}${copy.at === '' ? '' : ` at ${copy.at}`}`
    throw invalid(at, problem, 'Give parameters of plain JSON.')
  }
  // All of it has just been checked; names and parameters are checked together with those of the others.
  return defined<ScheduleSpec>({
    name: name as string,
    cron: cron as string,
    timeZone: timeZone as string,
    concurrency: concurrency as ScheduleConcurrency,
    deadline: deadline as Duration | undefined,
    params: copy.json as JsonObject,
  })
}

function checkTimes({ cron, timeZone, concurrency, deadline }: { [K in keyof ScheduleTimes]: unknown }, at: string) {
  const { flaw } = typeof cron === 'string' ? parseCron(cron) : { flaw: 'it is no text' }
  if (flaw !== undefined) {
    throw invalid(at, `cron is ${shown(cron)}: ${flaw}`, 'Write five fields, such as "30 4 * * 1-5", or "@daily".')
  }
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
    const hint = 'Write a name of the IANA database, such as "Europe/Berlin".'
    throw invalid(at, `timeZone is ${shown(timeZone)}, which is none`, hint)
  }
  if (!SCHEDULE_CONCURRENCIES.some((known) => known === concurrency)) {
    const hint = `It is one of ${SCHEDULE_CONCURRENCIES.join(', ')}.`
    throw invalid(at, `there is no concurrency ${shown(concurrency)}`, hint)
  }
  if (deadline !== undefined && (typeof deadline !== 'string' || parseDuration(deadline) === undefined)) {
    const hint = 'Write a number and its unit, for example "90s" or "1h".'
    throw invalid(at, `deadline is ${shown(deadline)}, which is no duration`, hint)
  }
}

function checkParams({ name, params: given }: ScheduleSpec, params: ParamsOf): void {
  const issues =
    params.schema === undefined
      ? Object.keys(given).map((param) => ({ path: param, message: 'the pipeline takes no parameters' }))
      : issuesAtOnce(params.schema, given)
  if (issues.length === 0) return
  const problem = `its params are not valid: ${issuesText(issues)}`
  throw invalid(`${where(params)}, schedule "${name}"`, problem, 'Correct the parameters named.')
}

function where({ pipeline }: ParamsOf): string {
  return `Pipeline "${pipeline}"`
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'not there'
}

function invalid(at: string, problem: string, hint: string): RegaugeError {
  return new RegaugeError('AUTHORING_SCHEDULE_INVALID', { message: `${at}: ${problem}.`, hint })
}
