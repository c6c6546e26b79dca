import { gather } from './gather.ts'

/** All pieces as one array of bytes; a single piece is given back as it is. */
export async function collectBytes(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concatBytes(await gather(pieces))
}

/** The pieces one after the other; a single piece is given back as it is. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

/** The text that bytes of UTF-8 stand for; bytes that are none become U+FFFD. */
export function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}
