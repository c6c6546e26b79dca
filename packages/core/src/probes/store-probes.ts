import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Probe, Sighting } from '../contracts/probe.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'
import { formatDuration } from '../util/duration.ts'
import { CONTENT, inFolder, unsuitable, type ProbeFolder } from './probe-folder.ts'

const RACERS = 8
/** Stores tell their time to the second. */
const CLOCK_TOLERANCE_MS = 1_000

/**
 * The probes of any artifact store: that it takes, gives, lists, dates and deletes objects, and keeps the promise on which
 * all records rely, to write only if absent. Nothing more is looked at in a store that takes no object.
 */
export function storeProbes(store: ArtifactStore): readonly Probe[] {
  const probe = (name: string, look: (folder: ProbeFolder) => Promise<string | Sighting>): Probe => ({
    name,
    look: ({ signal }) => inFolder(store, signal, look),
  })
  const next = [
    probe('read', read),
    probe('range', readRange),
    probe('list', list),
    probe('put if absent', putIfAbsent),
    probe('race', race),
    probe('clock', compareClocks),
    probe('delete', remove),
  ]
  return [probe('write', async (folder) => ({ detail: await write(folder), next }))]
}

async function write({ store, signal, key, put }: ProbeFolder): Promise<string> {
  const began = performance.now()
  await put(key('written'))
  const took = formatDuration(performance.now() - began)
  const found = await store.stat(key('written'), { signal })
  if (found?.size === CONTENT.byteLength) return `wrote an object in ${took}`
  throw unsuitable(
    found === undefined
      ? 'An object that was written is not there.'
      : `An object of ${CONTENT.byteLength} bytes has ${found.size} after it was written.`,
  )
}

async function read({ key, put, get }: ProbeFolder): Promise<string> {
  await put(key('read'))
  const began = performance.now()
  const bytes = await get(key('read'))
  if (bytes.equals(CONTENT)) return `read it in ${formatDuration(performance.now() - began)}`
  throw unsuitable('An object has other bytes than those that were written.')
}

async function readRange({ key, put, get }: ProbeFolder): Promise<string> {
  await put(key('ranged'))
  const range = { start: 5, end: 12 }
  const bytes = await get(key('ranged'), range)
  if (bytes.equals(CONTENT.subarray(range.start, range.end))) return 'read a part of it'
  throw unsuitable(`Bytes ${range.start} to ${range.end} of an object were asked for, and others were given.`)
}

/** Listed in pages, since that is where services differ. */
async function list({ store, signal, key, put }: ProbeFolder): Promise<string> {
  const wanted = ['a', 'b', 'c'].map(key)
  for (const each of wanted) await put(each)
  const first = await store.list(key(''), { limit: 2, signal })
  const second = await store.list(key(''), { ...(first.next !== undefined && { after: first.next }), signal })
  const found = [...first.objects, ...second.objects].map((object) => object.key)
  if (first.objects.length === 2 && found.join() === wanted.join()) return `listed ${found.length} objects, in pages`
  throw unsuitable(`Of ${wanted.length} objects that were written, lists in pages gave ${found.length}.`)
}

async function putIfAbsent({ key, put, get }: ProbeFolder): Promise<string> {
  const once = key('once')
  const first = await put(once, { ifAbsent: true })
  const second = await put(once, { ifAbsent: true, content: Buffer.from('somebody else') })
  if (second) throw unsuitable('An object that was to be written only if absent was written a second time.')
  if (first && (await get(once)).equals(CONTENT)) return 'the second writer was refused'
  throw unsuitable('The first of two writers that write only if absent was not the one whose object stands.')
}

async function race({ key, put }: ProbeFolder): Promise<string> {
  const racers = Array.from({ length: RACERS }, () => put(key('raced'), { ifAbsent: true }))
  const winners = (await Promise.all(racers)).filter(Boolean).length
  if (winners === 1) return `one of ${RACERS} writers at once was told that it wrote`
  throw unsuitable(`Of ${RACERS} writers at once that write only if absent, ${winners} were told that they wrote.`)
}

/** The silence of drivers is measured by the store's clock against the age of objects. */
async function compareClocks({ store, signal, key, put }: ProbeFolder): Promise<string> {
  const before = await store.now({ signal })
  await put(key('dated'))
  const dated = (await store.stat(key('dated'), { signal }))?.modifiedAt.getTime() ?? Number.NaN
  const after = await store.now({ signal })
  const isBetween = dated >= before.getTime() - CLOCK_TOLERANCE_MS && dated <= after.getTime() + CLOCK_TOLERANCE_MS
  if (!isBetween) throw unsuitable('Objects are dated by another clock than the one that the store tells.')
  const ahead = after.getTime() - Date.now()
  if (Math.abs(ahead) <= 2 * CLOCK_TOLERANCE_MS) return 'the same as on this machine'
  return `${formatDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} this machine, which does no harm`
}

async function remove({ store, signal, key, put, get }: ProbeFolder): Promise<string> {
  const gone = key('deleted')
  await put(gone)
  await store.delete([gone], { signal })
  await store.delete([gone], { signal })
  const isThere = await get(gone).then(
    () => true,
    (thrown: unknown) => {
      if (isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND') return false
      throw thrown
    },
  )
  if (!isThere) return 'deleted what was written'
  throw unsuitable('An object can still be read after it was deleted.')
}
