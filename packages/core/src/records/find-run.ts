import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { suggest } from '../util/names.ts'
import { keys } from './keys.ts'
import { listRunIds } from './run-ids.ts'

/** Ids that a message names. */
const NAMED = 5

/**
 * The id of the run that a person means: `latest`, an id, or a prefix that only one id has. Throws `RUN_NOT_FOUND` or
 * `RUN_AMBIGUOUS`.
 */
export async function findRun(
  store: ArtifactStore,
  name: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const wanted = name.toLowerCase()
  const isWhole = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(wanted)
  if (isWhole && (await store.stat(keys.run(wanted), options)) !== undefined) return wanted
  const ids = await listRunIds(store, options)
  const found = wanted === 'latest' ? ids.slice(0, 1) : ids.filter((id) => wanted !== '' && id.startsWith(wanted))
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw notFound(name, ids)
  throw new RegaugeError('RUN_AMBIGUOUS', {
    message: `${found.length} runs have ids that begin with "${name}".`,
    hint: `Give more of the id: ${list(found)}.`,
    details: { name, runs: found.slice(0, NAMED) },
  })
}

function notFound(name: string, ids: readonly string[]): RegaugeError {
  const hint =
    ids.length === 0
      ? 'There are no runs in this store yet; name another stack with --stack.'
      : `${ids.length > NAMED ? `The newest runs: ${list(ids)}.` : suggest(name, ids)} See \`regauge runs list\`.`
  return new RegaugeError('RUN_NOT_FOUND', {
    message: name === 'latest' ? 'The store has no runs.' : `No run has the id or prefix "${name}".`,
    hint,
    details: { name },
  })
}

function list(ids: readonly string[]): string {
  const named = ids.slice(0, NAMED).map((id) => `"${id}"`)
  return ids.length > NAMED ? `${named.join(', ')}, …` : named.join(', ')
}
