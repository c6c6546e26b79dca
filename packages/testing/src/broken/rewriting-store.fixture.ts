import { type ArtifactStore, delegateStore } from '@regauge/core'
import { bytesSource } from '@regauge/core/artifacts'
import type { OutcomeRecord } from '@regauge/core/records'

/** A store that keeps another text than it is given, or none where the change gives none. */
export function rewritingStore(
  store: ArtifactStore,
  change: (text: string, key: string) => string | undefined,
): ArtifactStore {
  return delegateStore(store, {
    async put(key, source, options) {
      if (!key.startsWith('runs/')) return store.put(key, source, options)
      const pieces = await Array.fromAsync(source.open())
      const text = change(Buffer.concat(pieces).toString(), key)
      return text === undefined ? { written: true } : store.put(key, bytesSource(Buffer.from(text)), options)
    },
  })
}

/** A store that changes the outcomes that it is given. */
export function changingOutcomes(
  store: ArtifactStore,
  change: (outcome: OutcomeRecord) => OutcomeRecord | undefined,
): ArtifactStore {
  return rewritingStore(store, (text, key) => {
    if (!key.endsWith('.outcome.json')) return text
    const changed = change(JSON.parse(text) as OutcomeRecord)
    return changed && JSON.stringify(changed)
  })
}

/** A store that changes the failures in the outcomes that it is given. */
export function changingFailures(
  store: ArtifactStore,
  change: (failure: NonNullable<OutcomeRecord['failure']>) => OutcomeRecord['failure'],
): ArtifactStore {
  return changingOutcomes(store, ({ failure, ...outcome }) => {
    const changed = failure && change(failure)
    return changed ? { ...outcome, failure: changed } : outcome
  })
}
