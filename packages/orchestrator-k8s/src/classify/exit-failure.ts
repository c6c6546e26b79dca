import type { Failure } from '@regauge/core/errors'
import { EXIT_CODES } from '../runner-layout.ts'
import type { Terminated } from './pod-state.ts'
import { failureWith } from './sight.ts'

/** What is known of a container beside its end. */
export interface ExitFacts {
  /** The pod, as messages name it: `pod "x"`, or `container "y" of pod "x"`. */
  readonly what: string
  /** `2Gi`; undefined: no limit. */
  readonly memoryLimit?: string | undefined
}

/** Signals that a program sends to itself by a fault. */
const FAULTS: Readonly<Record<number, string>> = {
  132: 'SIGILL',
  133: 'SIGTRAP',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  139: 'SIGSEGV',
}

const FROM_OUTSIDE: Readonly<Record<number, string>> = { 137: 'SIGKILL', 143: 'SIGTERM' }

/**
 * Why a container failed, from nothing but how it ended; an exit code other than 0. Our runner's own codes come first:
 * it knows best. The codes of `fenced` runners are not asked about here.
 */
export function exitFailure(end: Terminated, facts: ExitFacts): Failure {
  return runnerFailure(end, facts) ?? reasonFailure(end, facts) ?? signalFailure(end, facts) ?? ownEnd(end, facts)
}

function runnerFailure({ exitCode }: Terminated, { what }: ExitFacts): Failure | undefined {
  if (exitCode === EXIT_CODES.config) {
    const message = `The runner in ${what} refused its configuration (exit code ${exitCode}).`
    return { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message }
  }
  if (exitCode === EXIT_CODES.infrastructure) {
    const message = `The runner in ${what} was failed by its store or its machine (exit code ${exitCode}).`
    return { class: 'infrastructure', code: 'STEP_WORKER_FAILED', message }
  }
  return undefined
}

function reasonFailure({ exitCode, reason, message }: Terminated, facts: ExitFacts): Failure | undefined {
  const { what } = facts
  if (reason === 'OOMKilled') return outOfMemory(exitCode, facts)
  if (reason === 'StartError' || reason === 'ContainerCannotRun') {
    const failure = `The program of ${what} could not be started.`
    return failureWith({ class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message: failure }, message)
  }
  if (reason === 'ContainerStatusUnknown') {
    return { class: 'lost', code: 'STEP_LOST', message: `Its node lost sight of ${what}.` }
  }
  return undefined
}

function ownEnd({ exitCode }: Terminated, { what }: ExitFacts): Failure {
  const message = `The process of ${what} ended with exit code ${exitCode} and left no outcome.`
  return { class: 'user', code: 'STEP_EXITED', message }
}

function outOfMemory(exitCode: number, { what, memoryLimit }: ExitFacts): Failure {
  const limit = memoryLimit === undefined ? 'its node had no more to give' : `its limit is ${memoryLimit}`
  // Where the kernel kills a single process, the container may go on and end in its own way.
  const how =
    exitCode === 137
      ? `The ${what} ran out of memory: ${limit}.`
      : `A process in ${what} ran out of memory (${limit}), then it ended with exit code ${exitCode}.`
  return { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: how }
}

function signalFailure({ exitCode }: Terminated, { what, memoryLimit }: ExitFacts): Failure | undefined {
  const fault = FAULTS[exitCode]
  if (fault !== undefined) {
    return {
      class: 'user',
      code: 'STEP_CRASHED',
      message: `The process of ${what} crashed: ${fault} (exit code ${exitCode}).`,
    }
  }
  const signal = FROM_OUTSIDE[exitCode]
  if (signal === undefined) return undefined
  const perhaps =
    signal === 'SIGKILL' && memoryLimit !== undefined
      ? ` Perhaps a process in it ran out of memory; its limit is ${memoryLimit}.`
      : ''
  return {
    class: 'infrastructure',
    code: 'STEP_KILLED',
    message: `The process of ${what} was ended by ${signal} from outside (exit code ${exitCode}).${perhaps}`,
  }
}
