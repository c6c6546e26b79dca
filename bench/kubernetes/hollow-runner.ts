import type { ArtifactStore } from '../../packages/core/src/contracts/artifact-store.ts'
import { keys } from '../../packages/core/src/records/keys.ts'
import type { ClaimRecord } from '../../packages/core/src/records/outcome-record.ts'
import { putRecord } from '../../packages/core/src/records/record-store.ts'
import { REMOTE_ENV } from '../../packages/core/src/remote/assignment.ts'
import { readBundle } from '../../packages/core/src/remote/bundle-table.ts'
import { readAssignment } from '../../packages/core/src/remote/read-assignment.ts'
import { createHintSender } from '../../packages/core/src/runtime/hints/send-hints.ts'
import { attemptId } from '../../packages/core/src/spec/envelope.ts'
import type { HollowPod } from './hollow-pod.ts'

/** Leaves what a runner leaves when its first attempt begins: the claim, and a hint to the driver. */
export async function beginAttempt(store: ArtifactStore, { env, index, uid }: HollowPod): Promise<void> {
  const { bundle, hints } = readAssignment({ ...env, [REMOTE_ENV.row]: index })
  const { envelopes } = 'envelopes' in bundle ? bundle : await readBundle(store, bundle)
  const { run, path, attempt } = envelopes[0]!
  const at = new Date().toISOString()
  const claim: ClaimRecord = { schema: 'regauge.claim/1', run, path, attempt, worker: uid, at }
  await putRecord(store, keys.claim(run, path, attempt), claim, { ifAbsent: true })
  if (!hints) throw new Error('The driver does not listen for hints.')
  await using sender = createHintSender(hints)
  sender.send({ kind: 'started', attempt: attemptId(path, attempt), worker: uid })
}
