import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys, parseStepKey } from '../records/keys.ts'
import { listAll } from '../records/list-all.ts'
import { attemptId } from '../spec/envelope.ts'

/** What the attempts of a run have left, by their ids. */
export interface AttemptTraces {
  /** Some runner has claimed them. */
  readonly claimed: ReadonlySet<string>
  /** Their outcome stands. */
  readonly decided: ReadonlySet<string>
}

/** What all attempts of a run have left: one list, however many there are, which may be behind. */
export async function attemptTraces(
  store: ArtifactStore,
  run: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<AttemptTraces> {
  const claimed = new Set<string>()
  const decided = new Set<string>()
  for await (const { key } of listAll(store, keys.steps(run), options)) {
    const step = parseStepKey(key)
    if (step?.kind === 'claim') claimed.add(attemptId(step.path, step.attempt))
    if (step?.kind === 'outcome') decided.add(attemptId(step.path, step.attempt))
  }
  return { claimed, decided }
}
