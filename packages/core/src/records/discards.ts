import type { DriverRecord } from './run-record.ts'

/** One entry of a driver record's `discards`. */
export type Discard = DriverRecord['discards'][number]

/** Tells for each path up to which attempt number outcomes do not stand any more; 0 where all of them stand. */
export function discardedThrough(discards: readonly Discard[]): (path: string) => number {
  const throughOf = new Map(discards.map(({ path, through }) => [path, through]))
  if (throughOf.size === 0) return () => 0
  return (path) => Math.max(0, ...formsOf(path).map((form) => throughOf.get(form) ?? 0))
}

/**
 * What an entry may call a step run: its path, or the path without the item numbers of some inner maps, which stands for
 * all of their items. `a[1].b[2].c` is also `a[1].b.c` and `a.b.c`.
 */
export function formsOf(path: string): readonly string[] {
  const items = [...path.matchAll(/\[\d+\]/g)]
  return [path, ...items.map(({ index }) => path.slice(0, index) + path.slice(index).replaceAll(/\[\d+\]/g, ''))]
}
