import type { ArtifactRef } from '../spec/artifact-ref.ts'

/** What identifies stored bytes. */
export type StoredContent = Pick<ArtifactRef, 'digest' | 'size' | 'chunks'>

/** Where a materializer writes to: content-addressed, so equal bytes are stored once. */
export interface ArtifactWriter {
  /** A directory of the attempt's own; removed after it. */
  readonly workDir: string
  readonly signal: AbortSignal
  putBytes(bytes: Uint8Array): Promise<StoredContent>
  /** A stream of any length, in constant memory: spooled and hashed in the work directory first. */
  putStream(stream: AsyncIterable<Uint8Array>): Promise<StoredContent>
  /** A file of this machine. It must not change any more. */
  putFile(path: string): Promise<StoredContent>
  /** Lines of text, without their ends, of which none holds a line break; they can be read by number. */
  putLines(lines: Iterable<string> | AsyncIterable<string>): Promise<StoredContent & { readonly count: number }>
}

/** Where a materializer reads from. Every byte has been verified against its digest before it is given out. */
export interface ArtifactReader {
  readonly workDir: string
  readonly signal: AbortSignal
  bytes(content: StoredContent): Promise<Uint8Array>
  /** In constant memory; a range is verified by whole chunks. */
  stream(content: StoredContent, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>
  /** Lines by number, from `start` up to but not including `end`; only the chunks that hold them are read. */
  lines(content: StoredContent, range?: { readonly start: number; readonly end: number }): AsyncIterable<string>
  /** The content as a file that belongs to the caller, at this path, whose directory must exist. */
  toFile(content: StoredContent, path: string): Promise<void>
}

/** Turns values of one sort into artifacts and back. No format may execute code when it is read. */
export interface Materializer<T = unknown> {
  /** Also the `format` of what it writes, unless it says otherwise in the ref. A name of ours may not be taken. */
  readonly name: string
  write(value: T, writer: ArtifactWriter): Promise<ArtifactRef>
  read(ref: ArtifactRef, reader: ArtifactReader): Promise<T>
}
