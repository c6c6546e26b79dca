import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import type { LogLine } from '../records/outcome-record.ts'
import type { Echo } from './echo.ts'
import { createLineChunks, type LineChunks } from './line-chunks.ts'
import type { OutputFile } from './output-file.ts'
import { isMetricLine, type OutputLine } from './output-frame.ts'
import { createOutputParser } from './output-parser.ts'
import type { Redact } from './redact.ts'

export interface RunLogOptions {
  readonly run: string
  readonly epoch: number
  readonly redact: Redact
  /** Lines are shown here, too. Absent: they are stored alone. */
  readonly echo?: Echo
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * The log of an epoch: what workers wrote before, between and after their attempts, and warnings. Several supervisors may
 * write to it at once. Storing it never fails an attempt.
 */
export class RunLog {
  readonly #chunks: LineChunks
  readonly #options: RunLogOptions
  #turn: Promise<void> = Promise.resolve()

  constructor(store: ArtifactStore, options: RunLogOptions) {
    this.#chunks = createLineChunks(store, (chunk) => keys.runLog(options.run, options.epoch, chunk))
    this.#options = options
  }

  /** Adds a part of a worker's output. Resolves when it is stored, or when that has failed. */
  add(file: OutputFile, start: number, end: number): Promise<void> {
    this.#turn = this.#turn
      .then(async () => {
        const parser = createOutputParser(this.#options.now)
        for await (const piece of file.read(start, end)) for (const line of parser.push(piece)) this.#addLine(line)
        for (const line of parser.finish()) this.#addLine(line)
        await this.#chunks.flush()
      })
      .catch(() => undefined)
    return this.#turn
  }

  /** Adds a warning of the driver's. Resolves when it is stored, or when that has failed. */
  warn(message: string): Promise<void> {
    this.#turn = this.#turn
      .then(() => {
        this.#addLine({ t: this.#options.now(), s: 'log', l: 'warn', m: message } satisfies LogLine)
        return this.#chunks.flush()
      })
      .catch(() => undefined)
    return this.#turn
  }

  #addLine(line: OutputLine): void {
    if (isMetricLine(line)) return
    const redacted = this.#options.redact(line)
    this.#options.echo?.([redacted])
    this.#chunks.add(redacted)
  }
}
