import type { ArtifactStore } from '@regauge/core'

/** A fresh, empty store, and what it takes to reach it from elsewhere. */
export interface CreatedStore {
  readonly store: ArtifactStore
  /**
   * How another process opens the same store: the URL of a module whose export `open` takes the argument (plain JSON)
   * and returns the store. Without it the promises between processes fail; a store of one process waives them.
   */
  readonly reopen?: { readonly module: string; readonly argument: unknown }
  /** Takes away what the store left behind, after the kit has disposed the store. */
  remove?(): Promise<void>
}

/** Adds a test that gets a store of its own. */
export type StoreTest = (title: string, run: (created: CreatedStore) => Promise<void>) => void
