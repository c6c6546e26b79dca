/**
 * The same sequence, of which the next element is already being made while the caller works on the last one. An error
 * comes out where the element would have been.
 */
export async function* oneAhead<T>(sequence: AsyncIterable<T>): AsyncGenerator<T> {
  const elements = sequence[Symbol.asyncIterator]()
  let ahead = elements.next()
  try {
    for (;;) {
      const next = await ahead
      if (next.done === true) return
      ahead = elements.next()
      // It is awaited on the next turn; until then a failure must not count as unhandled.
      ahead.catch(() => undefined)
      yield next.value
    }
  } finally {
    // Whoever stops early waits for what is under way, so that nothing stays open.
    await ahead.catch(() => undefined)
    await elements.return?.()
  }
}
