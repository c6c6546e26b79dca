import type { WatchEvent } from './watch-objects.ts'

/** What became of an object. */
export interface ObjectChange<P> {
  readonly kind: 'added' | 'modified' | 'deleted'
  /** What it is now. Of one that was deleted unseen: what it last was. */
  readonly object: P
}

/** An object as it was seen, by what identifies it and its state. */
export interface SeenObject<P> {
  readonly uid: string
  readonly resourceVersion: string
  readonly object: P
}

/** The objects that are there as far as is known, so that only what is new about them is told. */
export interface KnownObjects<T, P> {
  readonly size: number
  /** Learns all that there are; those that are not among them are gone. */
  learn(all: readonly SeenObject<P>[]): readonly ObjectChange<P>[]
  /** Learns of one; undefined where nothing is new. */
  learnOf(event: WatchEvent<T> & { readonly kind: 'changed' | 'deleted' }): ObjectChange<P> | undefined
}

/** Knows nothing yet. `see` takes what is kept of an object. */
export function createKnownObjects<T, P>(
  see: (event: WatchEvent<T> & { readonly kind: 'changed' | 'deleted' }) => SeenObject<P>,
): KnownObjects<T, P> {
  const known = new Map<string, SeenObject<P>>()
  const meet = (seen: SeenObject<P>): ObjectChange<P> | undefined => {
    const before = known.get(seen.uid)
    if (before?.resourceVersion === seen.resourceVersion) return undefined
    known.set(seen.uid, seen)
    return { kind: before === undefined ? 'added' : 'modified', object: seen.object }
  }
  return {
    get size() {
      return known.size
    },
    learn(all) {
      const there = new Set(all.map(({ uid }) => uid))
      const gone = [...known.values()].filter(({ uid }) => !there.has(uid))
      for (const { uid } of gone) known.delete(uid)
      const deleted = gone.map(({ object }) => ({ kind: 'deleted', object }) as const)
      return [...deleted, ...all.map(meet).filter((change) => change !== undefined)]
    },
    learnOf(event) {
      const seen = see(event)
      if (event.kind === 'changed') return meet(seen)
      return known.delete(seen.uid) ? { kind: 'deleted', object: seen.object } : undefined
    },
  }
}
