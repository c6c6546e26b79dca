/**
 * Gives a program (ELF, 64 bits, little endian) folders in which it looks for its libraries before the usual ones, as
 * the linker option `-rpath` would have done. Unlike an environment variable they are the program's alone: what it
 * starts sees nothing of them. The text takes a gap at the end of the first part of the program that is loaded, and the
 * entry a spare place in its table. Throws where there is no room for one of the two, or where it has folders already.
 */
export function withRunPath(program: Uint8Array, folders: readonly string[]): Uint8Array {
  const bytes = Buffer.from(program)
  const segments = segmentsOf(bytes)
  const [first, next] = segments.filter(({ type }) => type === SEGMENT.load)
  const dynamic = segments.find(({ type }) => type === SEGMENT.dynamic)
  if (!first || !next || !dynamic) throw new Error('The program is not linked with libraries.')
  const text = Buffer.from(`${folders.join(':')}\0`)
  const end = first.offset + first.size
  if (end + text.length > next.offset) throw new Error('The program has no room for the names of folders.')
  text.copy(bytes, end)
  bytes.writeBigUInt64LE(BigInt(first.size + text.length), first.header + FIELD.fileSize)
  bytes.writeBigUInt64LE(BigInt(first.size + text.length), first.header + FIELD.memorySize)
  addEntry(bytes, dynamic, first.address + first.size)
  return bytes
}

const SEGMENT = { load: 1, dynamic: 2 } as const
const TAG = { end: 0, strings: 5, runPath: 29 } as const
/** Where the fields of a segment's header lie. */
const FIELD = { offset: 8, address: 16, fileSize: 32, memorySize: 40 } as const
const ENTRY_SIZE = 16

interface Segment {
  /** Where its header lies in the file. */
  readonly header: number
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

function segmentsOf(bytes: Buffer): readonly Segment[] {
  const isElf64 = bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2 && bytes[5] === 1
  if (!isElf64) throw new Error('The file is not a program of the expected format.')
  const [start, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)]
  return Array.from({ length: count }, (_, index) => {
    const header = start + index * size
    const field = (at: number) => Number(bytes.readBigUInt64LE(header + at))
    const type = bytes.readUInt32LE(header)
    return { header, type, offset: field(FIELD.offset), address: field(FIELD.address), size: field(FIELD.fileSize) }
  })
}

/** Entries name a text by its distance from the table of texts, in which it need not lie. */
function addEntry(bytes: Buffer, dynamic: Segment, address: number): void {
  const places = Array.from({ length: dynamic.size / ENTRY_SIZE }, (_, index) => dynamic.offset + index * ENTRY_SIZE)
  const tagAt = (place: number) => Number(bytes.readBigInt64LE(place))
  const strings = places.find((place) => tagAt(place) === TAG.strings)
  // The first of these ends the table, so that the one after it has to be there too.
  const [free, last] = places.filter((place) => tagAt(place) === TAG.end)
  if (places.some((place) => tagAt(place) === TAG.runPath)) throw new Error('The program has such folders already.')
  if (strings === undefined || free === undefined || last === undefined) {
    throw new Error('The program has no room for another entry in its table.')
  }
  bytes.writeBigInt64LE(BigInt(TAG.runPath), free)
  bytes.writeBigUInt64LE(BigInt(address) - bytes.readBigUInt64LE(strings + 8), free + 8)
}
