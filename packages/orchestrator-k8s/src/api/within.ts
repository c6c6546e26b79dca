/**
 * Gives on what a source gives. Where the next item takes longer than `ms`, `onSilence` is called, which should make the
 * source fail. The time that the reader takes does not count.
 */
export async function* within<T>(source: AsyncGenerator<T>, ms: number, onSilence: () => void): AsyncGenerator<T> {
  try {
    for (;;) {
      const timer = setTimeout(onSilence, ms)
      const next = await source.next().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } finally {
    await source.return(undefined)
  }
}
