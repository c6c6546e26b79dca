import type { Digest } from '../util/digest.ts'
import { PROTOCOL, type BundleSpec, type Envelope } from '../spec/envelope.ts'
import type { DriverCommand, LaunchAttempt } from './core/types.ts'

type LaunchCommand = Extract<DriverCommand, { kind: 'launch' }>

/** What is the same for all attempts of an epoch. */
export interface EnvelopeFacts {
  readonly run: string
  readonly pipeline: string
  readonly epoch: number
  readonly code: Digest
  readonly plan: Digest
}

/** The bundle that a launch command asks for, as its launcher is given it. */
export function toBundle(command: LaunchCommand, facts: EnvelopeFacts): BundleSpec {
  const { step } = command
  return {
    id: command.bundle,
    launcher: command.launcher,
    ...(step.image === undefined ? {} : { image: step.image }),
    resources: command.attempts[0]!.resources,
    envelopes: command.attempts.map((attempt) => toEnvelope(command, attempt, facts)),
  }
}

function toEnvelope({ step }: LaunchCommand, attempt: LaunchAttempt, facts: EnvelopeFacts): Envelope {
  return {
    protocol: PROTOCOL,
    ...facts,
    path: attempt.path,
    attempt: attempt.attempt,
    node: step.path,
    step: step.step,
    ...(step.role === undefined ? {} : { role: step.role }),
    items: attempt.items,
    inputs: attempt.inputs,
    outputs: step.outputs,
    ...(step.command === undefined ? {} : { command: step.command }),
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    graceMs: step.graceMs,
    env: step.env,
    secrets: step.secrets,
  }
}
