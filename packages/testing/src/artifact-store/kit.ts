import type { ArtifactStore } from '@regauge/core'

/** A fresh, empty store, and what it takes to reach it from elsewhere. */
export interface CreatedStore {
  readonly store: ArtifactStore
  /**
   * How another process opens the same store: the URL of a module whose export `open` takes the argument (plain JSON)
   * and returns the store. Absent: the promises between processes are not tested.
   */
  readonly reopen?: { readonly module: string; readonly argument: unknown }
  /** Takes away what the store left behind. The kit disposes the store itself. */
  remove(): Promise<void>
}

/** What the suite of a store is made of. */
export interface ArtifactStoreKit {
  /** The flavor's name, for the titles of the tests. */
  readonly name: string
  create(): Promise<CreatedStore>
}

/** Gives the tests of a group the store of the current test. */
export type CurrentStore = () => CreatedStore
