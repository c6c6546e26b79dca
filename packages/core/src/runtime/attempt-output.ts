import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { type AttemptName, keys } from '../records/keys.ts'
import type { Echo } from './echo.ts'
import { createLastLines } from './last-lines.ts'
import { createLineChunks, type LineChunks } from './line-chunks.ts'
import type { OutputFile } from './output-file.ts'
import { isMetricLine, type OutputLine } from './output-frame.ts'
import { createOutputParser, type OutputParser } from './output-parser.ts'
import type { Redact } from './redact.ts'

/** What was stored of an attempt's output. */
export interface StoredOutput {
  /** Numbers of chunks. */
  readonly logs: number
  readonly metrics: number
  /** The end of the log. */
  readonly lastLines: readonly string[]
}

export interface AttemptOutputOptions {
  readonly store: ArtifactStore
  readonly file: OutputFile
  /** Where the attempt's output begins in the file. */
  readonly start: number
  readonly redact: Redact
  readonly echo?: Echo | undefined
  readonly now: () => number
}

/** What one attempt writes, on its way from the worker's output file into the store. */
export class AttemptOutput {
  readonly #of: AttemptName
  readonly #echo: Echo | undefined
  readonly #file: OutputFile
  readonly #redact: Redact
  readonly #parser: OutputParser
  readonly #logs: LineChunks
  readonly #metrics: LineChunks
  readonly #lastLines = createLastLines()
  #position: number
  #turn: Promise<unknown> = Promise.resolve()

  constructor(of: AttemptName, { store, file, start, redact, echo, now }: AttemptOutputOptions) {
    this.#of = of
    this.#echo = echo
    this.#file = file
    this.#redact = redact
    this.#parser = createOutputParser(now)
    this.#logs = createLineChunks(store, (chunk) => keys.log(of, chunk))
    this.#metrics = createLineChunks(store, (chunk) => keys.metrics(of, chunk))
    this.#position = start
  }

  /** Stores the lines that have been ended by now. */
  advance(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#readUntil(this.#file.size())
      await this.#flush()
    })
  }

  /** Stores everything up to this length of the file. The last call. */
  finish(end: number): Promise<StoredOutput> {
    return this.#inTurn(async () => {
      await this.#readUntil(end)
      await this.#keep(this.#parser.finish())
      await this.#flush()
      return { logs: this.#logs.stored, metrics: this.#metrics.stored, lastLines: this.#lastLines.lines }
    })
  }

  async #readUntil(end: number): Promise<void> {
    for await (const piece of this.#file.read(this.#position, end)) {
      this.#position += piece.byteLength
      await this.#keep(this.#parser.push(piece))
    }
  }

  async #keep(lines: readonly OutputLine[]): Promise<void> {
    const redacted = lines.map(this.#redact)
    this.#lastLines.add(redacted)
    this.#echo?.(
      redacted.flatMap((line) => (isMetricLine(line) ? [] : [line])),
      this.#of,
    )
    // Every line is added before any is stored, so that a store that fails costs none of them.
    const full = redacted.map((line) => (isMetricLine(line) ? this.#metrics : this.#logs).add(line)).includes(true)
    if (full) await this.#flush()
  }

  async #flush(): Promise<void> {
    await this.#logs.flush()
    await this.#metrics.flush()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    // Whoever asked learns of the failure; the next turn begins all the same.
    this.#turn = done.catch(() => undefined)
    return done
  }
}
