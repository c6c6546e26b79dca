/** What becomes of lines that are not as they should be. */
export interface SplitLinesOptions {
  /** Bytes. */
  readonly longest: number
  /**
   * For people: longer lines are cut, and what follows the last line break is a line as well. Else a longer line ends
   * the reading with an error, and what follows the last line break is dropped, for nobody knows whether it is whole.
   */
  readonly isLenient?: boolean
}

/** The lines of a text that arrives in pieces, without their ends; empty ones are left out. */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
  { longest, isLenient = false }: SplitLinesOptions,
): AsyncGenerator<string> {
  let held: Buffer[] = []
  let size = 0
  const hold = (piece: Uint8Array) => {
    if (size + piece.byteLength > longest && !isLenient) throw new Error(`a line is longer than ${longest} bytes`)
    // A copy, since a view would keep the whole piece it was cut from.
    const kept = Buffer.from(piece.subarray(0, Math.max(0, longest - size)))
    held.push(kept)
    size += kept.byteLength
  }
  const release = () => {
    const line = Buffer.concat(held, size).toString()
    held = []
    size = 0
    return line
  }
  for await (const piece of pieces) {
    let start = 0
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
      hold(piece.subarray(start, end))
      const line = release()
      start = end + 1
      if (line !== '') yield line
    }
    if (start < piece.byteLength) hold(piece.subarray(start))
  }
  if (isLenient && size > 0) yield release()
}
