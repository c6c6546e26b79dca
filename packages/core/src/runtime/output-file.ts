import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, openSync, read, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const readAt = promisify(read)
const PIECE = 256 * 1024

/**
 * The file that a worker and everything it starts write their output to. It has no name any more once it is open, so
 * that nothing of it stays behind, however its owner ends.
 */
export interface OutputFile extends Disposable {
  /** For the worker's standard output and error; writes go to the end, whoever writes. */
  readonly fd: number
  /** Bytes. */
  size(): number
  /** The bytes from `start` up to but not including `end`, in pieces. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** Opens a new output file on the file system of an existing directory. */
export function openOutputFile(directory: string): OutputFile {
  const path = join(directory, `output-${randomUUID()}`)
  const fd = openSync(path, 'ax+', 0o600)
  unlinkSync(path)
  let open = true
  return {
    fd,
    size: () => fstatSync(fd).size,
    async *read(start, end) {
      for (let position = start; position < end;) {
        const length = Math.min(PIECE, end - position)
        const { bytesRead, buffer } = await readAt(fd, Buffer.allocUnsafe(length), 0, length, position)
        if (bytesRead === 0) return
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    },
    [Symbol.dispose]() {
      if (open) closeSync(fd)
      open = false
    },
  }
}
