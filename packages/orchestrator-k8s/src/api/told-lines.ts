import { crc32 } from 'node:zlib'

/** A line of a log, with the time that its writer gave it. */
export interface LoggedLine {
  /** As its node says, to the nanosecond. */
  readonly at: string
  readonly text: string
}

/** Which lines of a log have been told, as far back as a server repeats them when it is asked to go on. */
export interface ToldLines {
  /** From when on to ask; a server knows whole seconds only. Undefined: from the beginning. */
  readonly since: string | undefined
  /** The log is about to be read anew. */
  rewind(): void
  /** Whether the line has not been told yet; from now on it has. */
  isNew(line: LoggedLine): boolean
}

/** Lines of two streams may come a little out of order. */
const LATE_MS = 1000

/**
 * Nothing has been told. Lines are the same if their time and text are; of equal ones as many are repeats as have been
 * told.
 */
export function createToldLines(since?: string): ToldLines {
  let from = since
  let newest = Number.NEGATIVE_INFINITY
  // By the second, so that what lies too far back is forgotten at once.
  const bySecond = new Map<number, Map<string, number>>()
  let repeats = new Map<string, number>()

  const remember = (second: number, key: string) => {
    const told = bySecond.get(second) ?? new Map<string, number>()
    bySecond.set(second, told.set(key, (told.get(key) ?? 0) + 1))
    if (second <= newest) return
    newest = second
    from = `${new Date(second - LATE_MS).toISOString().slice(0, 19)}Z`
    for (const each of bySecond.keys()) if (each < second - LATE_MS) bySecond.delete(each)
  }

  return {
    get since() {
      return from
    },
    rewind() {
      repeats = new Map()
      for (const told of bySecond.values()) for (const [key, count] of told) repeats.set(key, count)
    },
    isNew({ at, text }) {
      const key = `${at} ${crc32(text)}`
      const left = repeats.get(key) ?? 0
      if (left > 0) {
        repeats.set(key, left - 1)
        return false
      }
      const time = Date.parse(at)
      if (!Number.isNaN(time)) remember(Math.floor(time / 1000) * 1000, key)
      return true
    },
  }
}
