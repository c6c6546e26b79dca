import picocolors from 'picocolors'
import type { CommandContext, Output } from './context.ts'

/** A context that keeps what a command writes. */
export interface RecordedContext extends CommandContext {
  /** What was written to stdout and stderr so far. */
  written(): { readonly out: string; readonly err: string }
}

/** Surroundings for a command without a process. Unless told otherwise: no terminal, no colours, no environment. */
export function recordedContext(
  options: Partial<Pick<CommandContext, 'cwd' | 'env' | 'signal'>> & { readonly isTTY?: boolean } = {},
): RecordedContext {
  const written = { out: '', err: '' }
  const output = (stream: 'out' | 'err'): Output => ({
    write: (text) => {
      written[stream] += text
    },
    writeBytes: async (bytes) => {
      written[stream] += Buffer.from(bytes).toString()
    },
    isTTY: options.isTTY ?? false,
    columns: options.isTTY ? 80 : undefined,
    rows: options.isTTY ? 24 : undefined,
    colors: picocolors.createColors(false),
  })
  return {
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? {},
    stdout: output('out'),
    stderr: output('err'),
    signal: options.signal ?? new AbortController().signal,
    written: () => ({ ...written }),
  }
}
