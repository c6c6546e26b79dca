import { ARTIFACT_ERRORS } from './catalogue/artifact.ts'
import { AUTHORING_ERRORS } from './catalogue/authoring.ts'
import { CODE_ERRORS } from './catalogue/code.ts'
import { COMMAND_ERRORS } from './catalogue/command.ts'
import { FLAVOR_ERRORS } from './catalogue/flavor.ts'
import { KUBERNETES_ERRORS } from './catalogue/kubernetes.ts'
import { KUBERNETES_OBJECT_ERRORS } from './catalogue/kubernetes-objects.ts'
import { PLAN_ERRORS } from './catalogue/plan.ts'
import { PROBE_ERRORS } from './catalogue/probe.ts'
import { RECORD_ERRORS } from './catalogue/record.ts'
import { REMOTE_ERRORS } from './catalogue/remote.ts'
import { RUN_ERRORS } from './catalogue/run.ts'
import { SCHEDULE_ERRORS } from './catalogue/schedule.ts'
import { STACK_ERRORS } from './catalogue/stack.ts'
import { STEP_ERRORS } from './catalogue/step.ts'
import { STORE_ERRORS } from './catalogue/store.ts'

/** What the catalogue says of a code. */
export interface ErrorEntry {
  /** One sentence for `docs/errors.md`: when this is thrown. */
  readonly summary: string
  /** What a person can do about it in general; the error's own hint is more precise. */
  readonly remedy: string
  /** The command's exit code: 1 the run failed, 2 bad usage, configuration or pipeline, 3 the backend could not be reached. */
  readonly exit: 1 | 2 | 3
}

/** Every error code there is, by area. `docs/errors.md` is generated from it. */
export const ERROR_CATALOGUE = {
  ...AUTHORING_ERRORS,
  ...STACK_ERRORS,
  ...FLAVOR_ERRORS,
  ...PLAN_ERRORS,
  ...CODE_ERRORS,
  ...RUN_ERRORS,
  ...REMOTE_ERRORS,
  ...SCHEDULE_ERRORS,
  ...STEP_ERRORS,
  ...ARTIFACT_ERRORS,
  ...STORE_ERRORS,
  ...KUBERNETES_ERRORS,
  ...RECORD_ERRORS,
  ...PROBE_ERRORS,
  ...COMMAND_ERRORS,
  ...KUBERNETES_OBJECT_ERRORS,
} as const satisfies Readonly<Record<string, ErrorEntry>>

/** A stable error code. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE
