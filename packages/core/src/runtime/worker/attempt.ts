import type { ArtifactCache } from '../../artifacts/artifact-cache.ts'
import type { ArtifactStore } from '../../contracts/artifact-store.ts'
import type { PipelineDefinition, StepDefinition } from '../../contracts/definition.ts'
import type { ArtifactReader, ArtifactWriter } from '../../contracts/materializer.ts'
import type { StepContext } from '../../contracts/step-context.ts'
import type { Failure } from '../../errors/failure.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { Envelope } from '../../spec/envelope.ts'
import type { AttemptOrder, FromWorker, WorkerSetup } from '../worker-protocol.ts'
import type { AttemptDirectories } from './attempt-directories.ts'
import type { OutputFrame } from '../output-frame.ts'
import type { StreamWriter } from './capture-output.ts'

/** What all attempts of a worker have in common. */
export interface AttemptEnvironment {
  readonly setup: WorkerSetup
  readonly definition: PipelineDefinition
  readonly store: ArtifactStore
  readonly cache: ArtifactCache
  /** Writes a frame to the output file at once. */
  readonly write: (frame: OutputFrame) => void
  readonly streamWriter: StreamWriter
  readonly send: (message: FromWorker) => void
  /** Around user code: nothing but the code itself keeps the process alive. */
  readonly keepAlive: (on: boolean) => void
  /** A command's process group, to be ended with this worker; 0: none. */
  readonly noteGroup: (pid: number) => void
}

/** One attempt that is to be run. */
export interface AttemptRun {
  readonly order: AttemptOrder
  readonly signal: AbortSignal
  readonly directories: AttemptDirectories
  /** Settles when the code has failed outside of its function. */
  readonly crashed: Promise<Failure>
}

/** How an attempt went. */
export interface AttemptEnding {
  /** Milliseconds of the step's own code; absent where it did not come to that. */
  readonly ms?: number | undefined
  readonly outputs?: Readonly<Record<string, ArtifactRef>>
  /** Absent: it succeeded. */
  readonly failure?: Failure
  /** The step has left something open in the process. */
  readonly leftovers?: boolean
}

/** What an attempt works with. */
export interface AttemptTools {
  readonly envelope: Envelope
  readonly definition: StepDefinition
  readonly context: StepContext
  readonly reader: ArtifactReader
  readonly writer: ArtifactWriter
}
