import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepContext, StepLog } from '../contracts/step-context.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { suggest } from '../util/names.ts'

/** What a test may set of a context; everything else has a value that says that it is a test. */
export interface TestContextOptions extends Partial<
  Pick<StepContext, 'run' | 'pipeline' | 'step' | 'path' | 'attempt' | 'items' | 'signal'>
> {
  /** Secrets by name. Reading another one throws `SECRET_UNDECLARED`, as it would in a run. */
  readonly secrets?: { readonly [name: string]: string }
}

/** A line that the step logged. */
export interface LoggedLine {
  readonly level: keyof StepLog
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A value that the step measured. */
export interface TrackedMetric {
  readonly name: string
  readonly value: number
  /** Absent where the step gave none. */
  readonly step?: number
}

/** What the step did with its context so far. */
export interface Observed {
  /** In the order in which they were logged, as with all lists here. */
  readonly lines: readonly LoggedLine[]
  readonly metrics: readonly TrackedMetric[]
  readonly params: { readonly [name: string]: string | number | boolean }
  readonly tags: { readonly [name: string]: string }
  readonly progress: readonly { readonly fraction: number; readonly message?: string }[]
}

/** A context for a unit test. It keeps everything in memory; disposing it removes `workDir`. */
export interface TestContext extends StepContext, Disposable {
  readonly observed: Observed
}

/**
 * A context with which a step's function runs without any engine. `workDir` is made when it is first read.
 *
 * @example
 * using context = testContext()
 * const { accuracy } = await fit.run({ rows, rate: 0.1 }, context)
 * expect(context.observed.metrics).toContainEqual({ name: 'accuracy', value: accuracy, step: 1 })
 */
export function testContext(options: TestContextOptions = {}): TestContext {
  const { secrets = {}, ...given } = options
  const observed = createObserved()
  let workDir: string | undefined
  return {
    run: 'test',
    pipeline: 'test',
    step: 'test',
    path: 'test',
    attempt: 1,
    items: [],
    signal: new AbortController().signal,
    ...given,
    log: logTo(observed.lines),
    tracker: {
      metric: (name, value, { step } = {}) => {
        observed.metrics.push({ name, value, ...(step !== undefined && { step }) })
      },
      param: (name, value) => {
        observed.params[name] = value
      },
      tag: (name, value) => {
        observed.tags[name] = value
      },
    },
    progress: (fraction, message) => {
      observed.progress.push({ fraction, ...(message !== undefined && { message }) })
    },
    get workDir() {
      return (workDir ??= mkdtempSync(join(tmpdir(), 'regauge-test-')))
    },
    secrets: declaredOnly(secrets),
    observed,
    [Symbol.dispose]: () => {
      if (workDir !== undefined) rmSync(workDir, { recursive: true, force: true })
      workDir = undefined
    },
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : Mutable<T[K]> }

function createObserved(): Mutable<Observed> {
  return { lines: [], metrics: [], params: {}, tags: {}, progress: [] }
}

function logTo(lines: LoggedLine[]): StepLog {
  const at =
    (level: keyof StepLog) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push({ level, message, fields })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function declaredOnly(secrets: { readonly [name: string]: string }): StepContext['secrets'] {
  return new Proxy(secrets, {
    get: (known, name) => {
      if (typeof name === 'symbol' || Object.hasOwn(known, name)) return Reflect.get(known, name) as string
      throw new RegaugeError('SECRET_UNDECLARED', {
        message: `The test context has no secret "${name}".`,
        hint: `Pass testContext({ secrets: { '${name}': … } }). ${suggest(name, Object.keys(known))}`,
      })
    },
  })
}
