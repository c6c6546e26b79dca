/** Hands events to any number of readers, each of which gets all that happen from its first call on. */
export interface EventFeed<T> {
  emit(event: T): void
  /** Every reader ends when it has taken what there is. */
  end(): void
  /** Ends when the feed does, or when the signal aborts. */
  read(signal?: AbortSignal): AsyncIterable<T>
}

interface Reader<T> {
  events: T[]
  wake: () => void
}

/** Makes a feed. What happens before anybody listens is kept for the first reader. */
export function createEventFeed<T>(): EventFeed<T> {
  const readers = new Set<Reader<T>>()
  let early: T[] = []
  let ended = false

  async function* taking(reader: Reader<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
    const wake = () => reader.wake()
    signal?.addEventListener('abort', wake, { once: true })
    try {
      for (;;) {
        const { promise: woken, resolve } = Promise.withResolvers<void>()
        reader.wake = resolve
        const { events } = reader
        reader.events = []
        yield* events
        if (reader.events.length > 0) continue
        if (ended || signal?.aborted) return
        await woken
      }
    } finally {
      signal?.removeEventListener('abort', wake)
      readers.delete(reader)
    }
  }

  return {
    emit(event) {
      if (ended) return
      if (readers.size === 0) early.push(event)
      for (const reader of readers) {
        reader.events.push(event)
        reader.wake()
      }
    },
    end() {
      ended = true
      for (const reader of readers) reader.wake()
    },
    read(signal) {
      const reader: Reader<T> = { events: early, wake: () => undefined }
      early = []
      readers.add(reader)
      return taking(reader, signal)
    },
  }
}
