import { RegaugeError } from '../errors/regauge-error.ts'
import {
  type Assignment,
  type DriverAssignment,
  type ProbeAssignment,
  REMOTE_ENV,
  type ScheduledAssignment,
} from './assignment.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The assignment of a runner. Throws `REMOTE_ASSIGNMENT_INVALID`. */
export function readAssignment(env: Environment): Assignment {
  // Written by `assignmentEnv` of the same version.
  const assignment = parse(env, REMOTE_ENV.assignment) as Assignment
  const row = env[REMOTE_ENV.row]
  if (row === undefined) return assignment
  if (!/^\d+$/.test(row) || 'envelopes' in assignment.bundle) throw invalid(REMOTE_ENV.row)
  return { ...assignment, bundle: { ...assignment.bundle, row: Number(row) } }
}

/** The assignment of a driver. Throws `REMOTE_ASSIGNMENT_INVALID`. */
export function readDriverAssignment(env: Environment): DriverAssignment {
  // Written by whoever started the driver, of the same version.
  return parse(env, REMOTE_ENV.driver) as DriverAssignment
}

/** The assignment of a probe. Throws `REMOTE_ASSIGNMENT_INVALID`. */
export function readProbeAssignment(env: Environment): ProbeAssignment {
  // Written by whoever started the probe, of the same version.
  return parse(env, REMOTE_ENV.probe) as ProbeAssignment
}

/** The assignment of a driver that makes its run. Throws `REMOTE_ASSIGNMENT_INVALID`. */
export function readScheduledAssignment(env: Environment): ScheduledAssignment {
  // Written by whoever keeps the schedule; a schedule of an older version may stand for long.
  return parse(env, REMOTE_ENV.schedule) as ScheduledAssignment
}

function parse(env: Environment, name: string): unknown {
  try {
    const value: unknown = JSON.parse(env[name] ?? '')
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below.
  }
  throw invalid(name)
}

function invalid(name: string): RegaugeError {
  return new RegaugeError('REMOTE_ASSIGNMENT_INVALID', {
    message: `The environment variable ${name} does not say what this process is for.`,
    hint: 'It is set by a launcher of the same version of Regauge; nobody else starts this module.',
  })
}
