import picocolors from 'picocolors'

/** Paints text for one stream; does nothing where the stream takes no colour. */
export type Colors = ReturnType<typeof picocolors.createColors>

/** One of the two streams that a command writes to. */
export interface Output {
  write(text: string): void
  /** Resolves when the stream takes more; for content of any size. */
  writeBytes(bytes: Uint8Array): Promise<void>
  readonly isTTY: boolean
  /** Size of the terminal at this moment; absent where there is none. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  readonly colors: Colors
}

/** Everything of its surroundings that a command may touch, so that tests can drive it without a process. */
export interface CommandContext {
  /** Absolute; what relative paths of the command line are taken from. */
  readonly cwd: string
  readonly env: { readonly [name: string]: string | undefined }
  /** Results, and nothing else. */
  readonly stdout: Output
  /** Progress, warnings and errors. */
  readonly stderr: Output
  /** Aborts on the first Ctrl-C, SIGTERM, or when nobody reads stdout any more. */
  readonly signal: AbortSignal
}

/** 0 fine, 1 the run failed, 2 bad usage, configuration or pipeline, 3 the backend could not be reached, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

/** Options that every command takes. */
export interface GlobalOptions {
  /** One JSON document on stdout instead of text. */
  readonly json?: boolean | undefined
  /** Errors with their causes and stack traces. */
  readonly verbose?: boolean | undefined
}

/** What a command does: writes its result to the context's stdout and returns the exit code. */
export type Command<O> = (options: O & GlobalOptions, context: CommandContext) => Promise<ExitCode>

/** A stream of this process as an output. */
export function outputOf(stream: NodeJS.WriteStream, env: CommandContext['env']): Output {
  // Kept, since commands that import a user's module send everything else that is written to stdout elsewhere.
  const write = stream.write.bind(stream)
  return {
    write: (text) => void write(text),
    writeBytes: (bytes) =>
      new Promise((resolve, reject) => {
        write(bytes, (error) => (error ? reject(error) : resolve()))
      }),
    // A dumb terminal cannot be redrawn, so it is treated as a pipe.
    isTTY: stream.isTTY && env['TERM'] !== 'dumb',
    get columns() {
      return stream.isTTY ? stream.columns : undefined
    },
    get rows() {
      return stream.isTTY ? stream.rows : undefined
    },
    colors: picocolors.createColors(takesColor(stream.isTTY, env)),
  }
}

/** NO_COLOR beats FORCE_COLOR; without either, terminals get colour. */
export function takesColor(isTTY: boolean, env: CommandContext['env']): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTTY && env['TERM'] !== 'dumb'
}
