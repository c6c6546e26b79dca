import { setImmediate as turn } from 'node:timers/promises'
import { createArtifactReader } from '../../artifacts/artifact-reader.ts'
import { createArtifactWriter } from '../../artifacts/artifact-writer.ts'
import type { Failure } from '../../errors/failure.ts'
import { isRegaugeError, RegaugeError } from '../../errors/regauge-error.ts'
import type { Envelope } from '../../spec/envelope.ts'
import { failureOf } from '../failure-of.ts'
import type { AttemptEnding, AttemptEnvironment, AttemptRun, AttemptTools } from './attempt.ts'
import { currentActivity, hasLeftovers } from './leftovers.ts'
import { runCommand } from './run-command.ts'
import { since } from './since.ts'
import { createStepContext } from './step-context.ts'
import { readInputs } from './step-inputs.ts'
import { storeOutputs } from './step-outputs.ts'
import { userFailure } from './user-failure.ts'

/** Reads the inputs, runs the step, stores its outputs. Never rejects. */
export async function runAttempt(run: AttemptRun, environment: AttemptEnvironment): Promise<AttemptEnding> {
  const crashed = run.crashed.then((failure) => ({ failure }))
  return Promise.race([crashed, settle(run, environment)])
}

async function settle(run: AttemptRun, environment: AttemptEnvironment): Promise<AttemptEnding> {
  let ms: number | undefined
  try {
    const tools = toTools(run, environment)
    if (run.order.envelope.command) return await runCommand(tools, run, environment)
    const inputs = await readInputs(tools.envelope, tools.definition, tools.reader)
    const call = await callStep(inputs, tools, environment)
    ms = call.ms
    return call.failure ? call : { ...call, outputs: await storeOutputs(call.returned, tools) }
  } catch (thrown) {
    return { ms, failure: failureAround(thrown) }
  }
}

function toTools({ order, signal, directories }: AttemptRun, environment: AttemptEnvironment): AttemptTools {
  const { envelope } = order
  const { store, cache, send } = environment
  const definition = environment.definition.stepAt(envelope.node)
  if (!definition || (definition.run === undefined) !== (envelope.command !== undefined)) throw notInCode(envelope)
  const options = {
    get workDir() {
      return directories.artifacts
    },
    signal,
    cache,
  }
  return {
    envelope,
    definition,
    context: createStepContext(order, { signal, directories, send, write: environment.write }),
    reader: createArtifactReader(store, options),
    writer: createArtifactWriter(store, options),
  }
}

/** How the step's own function went. */
interface StepCall extends AttemptEnding {
  readonly returned?: unknown
}

async function callStep(
  inputs: Record<string, unknown>,
  { definition, context }: AttemptTools,
  { setup, keepAlive }: AttemptEnvironment,
): Promise<StepCall> {
  keepAlive(false)
  const before = currentActivity()
  const started = performance.now()
  try {
    const returned = await definition.run!(inputs, context)
    const ms = since(started)
    // A promise that was rejected and is awaited by nobody is reported at the end of a turn.
    await turn()
    return { ms, returned, leftovers: await hasLeftovers(before) }
  } catch (thrown) {
    return { ms: since(started), failure: userFailure(thrown, { projectRoot: setup.projectRoot }) }
  } finally {
    keepAlive(true)
  }
}

/** What is wrong with a value is the step's own business; the rest is the store's or the machine's. */
function failureAround(thrown: unknown): Failure {
  const failure = failureOf(thrown)
  const isOwn = isRegaugeError(thrown) && /^(?:STEP_OUTPUT_|ARTIFACT_INVALID$|ARTIFACT_ITEM_MISSING$)/.test(thrown.code)
  return isOwn ? { ...failure, class: 'user' } : failure
}

function notInCode({ node, path, command }: Envelope): RegaugeError {
  return new RegaugeError('STEP_NOT_IN_CODE', {
    message: `Step "${path}": the code package has no ${command ? 'command' : 'function'} at "${node}".`,
    hint: 'Submit the pipeline again, so that plan and code belong together.',
  })
}
