/**
 * The lines of a text that arrives in pieces, without their ends; empty ones are left out. A line of more than `longest`
 * bytes ends the reading with an error, and what follows the last line break is dropped, for nobody knows whether it is
 * whole.
 */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
  { longest }: { readonly longest: number },
): AsyncGenerator<string> {
  let held: Buffer[] = []
  let size = 0
  const hold = (piece: Uint8Array) => {
    if (size + piece.byteLength > longest) throw new Error(`a line is longer than ${longest} bytes`)
    // A copy, since a view would keep the whole piece it was cut from.
    held.push(Buffer.from(piece))
    size += piece.byteLength
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
}
