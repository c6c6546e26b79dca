import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { giveUp } from '../driver/give-up.ts'
import type { AttemptName } from '../records/keys.ts'
import { stopFailure } from '../runtime/stop-failure.ts'
import type { StopRequest } from './request-stop.ts'

/**
 * Ends an attempt that was asked to stop and whose place is gone, as far as no outcome stands: where it had not begun,
 * nobody else does.
 */
export async function giveUpStopped(
  store: ArtifactStore,
  { epoch, ...attempt }: AttemptName & { readonly epoch: number },
  { reason, signal }: Pick<StopRequest, 'reason'> & { readonly signal: AbortSignal },
): Promise<void> {
  const failure = stopFailure({ path: attempt.path }, { reason, overdue: false })
  await giveUp(store, { ...attempt, epoch, failure }, signal)
}
