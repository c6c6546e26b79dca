import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** One call of a component's method, as a script is told of it. */
export interface FaultyCall {
  readonly method: string
  /** What the call is about. */
  readonly key: string
  /** How many calls of this method there have been on this key, this one included. */
  readonly count: number
}

/** Says what happens to a call; nothing is said of one that goes well. */
export type Script<C extends FaultyCall, F> = (call: C) => F | undefined

/** A fault and how often it happens. */
export interface Odds<C extends FaultyCall, F> {
  /** Of the calls of these methods; absent: of all. */
  readonly methods?: readonly C['method'][]
  /** From 0 to 1. The shares of one method add up to 1 at most; the rest goes well. */
  readonly share: number
  readonly fault: F
}

/** Chooses faults by chance, but the same ones for the same calls of a seed, in whichever order they come. */
export function byChance<C extends FaultyCall, F>(seed: number, odds: readonly Odds<C, F>[]): Script<C, F> {
  return ({ method, key, count }) => {
    let drawn = draw([seed, method, key, count].join(' '))
    for (const { methods, share, fault } of odds) {
      if (methods && !methods.includes(method)) continue
      if (drawn < share) return fault
      drawn -= share
    }
    return undefined
  }
}

/** A number from 0 up to, but not including, 1, the same for the same text. */
function draw(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
}

/** Faults that calls of every component can have. */
export type CallFault =
  /** It fails and has no effect. */
  | { readonly kind: 'refused' }
  /** It takes effect, and fails all the same. */
  | { readonly kind: 'unanswered' }
  /** It takes effect after so many milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number }

/** Counts calls and asks a script about them. */
export function createTeller<C extends FaultyCall, F>(script: Script<C, F>): (call: Omit<C, 'count'>) => F | undefined {
  const counts = new Map<string, number>()
  return (call) => {
    const name = `${call.method} ${call.key}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    // What was left out is put back.
    return script({ ...call, count } as C)
  }
}

/** Carries a call out as far as its fault lets it. `fail` makes the error of one that fails. */
export async function suffer<T>(
  fault: { readonly kind: string } | undefined,
  call: () => Promise<T>,
  fail: () => Error,
): Promise<T> {
  if (fault?.kind === 'refused') throw fail()
  if (fault && 'ms' in fault && fault.kind === 'slow') await pause(fault.ms as number)
  const result = await call()
  if (fault?.kind === 'unanswered') throw fail()
  return result
}
