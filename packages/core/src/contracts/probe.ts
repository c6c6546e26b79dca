/** One thing about a component that is looked at live, e.g. whether it may start Jobs. */
export interface Probe {
  /** A few words, e.g. `write`, `may create Jobs`. Different from those of the component's other probes. */
  readonly name: string
  /**
   * Gives what there is to say where all is well; throws a coded error, whose hint says what to do, where it is not.
   * Leaves nothing behind, also when the signal aborts.
   */
  look(options: { readonly signal: AbortSignal }): Promise<string | Sighting>
}

/** What a probe has seen that leads to more: permissions one by one, or what was found out in a place elsewhere. */
export interface Sighting {
  /** What there is to say of the probe itself, which is well. */
  readonly detail: string
  /** Looked at next, in this order. Where the probe fails there are none, so nothing is told twice. */
  readonly next: readonly (Probe | Finding)[]
}

/** What came of a probe. Plain data, so that it can be told from one place to another. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** What there is to say, or the message of the error. */
  readonly detail: string
  /** The code of the error. */
  readonly code?: string
  /** What to do about it. */
  readonly hint?: string
}
