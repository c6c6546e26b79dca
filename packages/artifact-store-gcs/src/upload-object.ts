import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Source } from '@regauge/core'
import {
  contentAltered,
  isAltered,
  PART_SIZE,
  retryPassing,
  sourceParts,
  statusOf,
  toCrc32Text,
  type PutRequest,
  type StoreRequest,
} from '@regauge/core/store'
import { ask } from './ask.ts'
import type { Bucket } from './bucket.ts'
import { CRC32, PUT_ID } from './look-at.ts'

/** Whoever has cancelled a put does not wait for a service that is silent. */
const ABORT_WITHIN_MS = 5_000

/** How the service says that it has what was sent, and waits for more. */
const MORE = 308

/** Puts a large object in parts, one after the other. Nothing is left of it where this fails. */
export async function uploadObject(bucket: Bucket, source: Source, request: PutRequest): Promise<void> {
  await retryPassing(() => uploadOnce(bucket, source, request), {
    isPassing: mustBeginAgain,
    signal: request.signal,
    attempts: 3,
  })
}

/** The service has forgotten the upload, or what it has is not what was sent. */
function mustBeginAgain(thrown: unknown): boolean {
  const status = statusOf(thrown)
  return status === 404 || status === 410 || isAltered(thrown)
}

async function uploadOnce(bucket: Bucket, source: Source, request: PutRequest): Promise<void> {
  const url = await beginUpload(bucket, request)
  let sending: Promise<Finished | undefined> = Promise.resolve(undefined)
  let checksum = 0
  try {
    // While a part is on its way, the next one is read and summed up.
    for await (const part of partsOf(source, request)) {
      checksum = crc32(part.bytes, checksum)
      await sending
      sending = sendPart(bucket, { ...part, url }, request)
      // It is awaited when the next one is there; until then a failure must not count as unhandled.
      sending.catch(() => undefined)
    }
    await keepChecksum(bucket, { checksum, generation: (await sending)?.generation }, request)
  } catch (thrown) {
    await sending.catch(() => undefined)
    await abortUpload(bucket, url)
    throw thrown
  }
}

/** The parts of a source in their order, the last one with the MD5 of the whole. */
async function* partsOf(source: Source, { key, signal }: PutRequest): AsyncGenerator<Omit<Part, 'url'>> {
  const hash = createHash('md5')
  let at = 0
  for await (const bytes of sourceParts(source, { key, partSize: PART_SIZE })) {
    signal?.throwIfAborted()
    hash.update(bytes)
    const isLast = at + bytes.byteLength === source.size
    yield { at, bytes, size: source.size, ...(isLast && { md5: hash.digest('base64') }) }
    at += bytes.byteLength
  }
}

/** Keeps a checksum with an object that makes reading faster; without it the object has its MD5. */
async function keepChecksum(
  bucket: Bucket,
  { checksum, generation }: { readonly checksum: number; readonly generation: string | undefined },
  request: PutRequest,
): Promise<void> {
  if (generation === undefined) return
  const metadata = { [PUT_ID]: request.putId, [CRC32]: toCrc32Text(checksum) }
  await bucket
    .send(request, () => bucket.file(request.key).setMetadata({ metadata }, { ifGenerationMatch: generation }))
    // The object is there, and its writer may be allowed no more than that.
    .catch(() => undefined)
}

/** Begins an upload, and gives the URL that its parts are sent to. */
function beginUpload(bucket: Bucket, request: PutRequest): Promise<string> {
  return bucket.send(request, async (signal) => {
    request.onAttempt()
    const answer = await ask(bucket, bucket.uploadUrl(request.key, request.ifAbsent), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { [PUT_ID]: request.putId } }),
      signal,
    })
    return answer.headers.location!
  })
}

interface Part {
  readonly url: string
  /** Of the whole object. */
  readonly size: number
  /** Where in the object the part begins. */
  readonly at: number
  readonly bytes: Uint8Array
  /** Of the whole object in base64, with the last part: the service compares it before the object appears. */
  readonly md5?: string
}

/** Sends a part, and again from where it broke off while that fails for a passing reason. Gives what the last one made. */
async function sendPart(bucket: Bucket, part: Part, request: PutRequest): Promise<Finished | undefined> {
  const end = part.at + part.bytes.byteLength
  let isRepeated = false
  const finished = await bucket.send(request, async (signal) => {
    let at = part.at
    if (isRepeated) {
      const asked = await put(bucket, { ...part, bytes: new Uint8Array() }, signal)
      if (typeof asked !== 'number') return asked
      at = Math.max(at, asked)
    }
    isRepeated = true
    while (at < end) {
      const stored = await put(bucket, { ...part, at, bytes: part.bytes.subarray(at - part.at) }, signal)
      if (typeof stored !== 'number') return stored
      if (stored <= at) throw new Error('the service stores nothing of what it is sent')
      at = stored
    }
    return undefined
  })
  if (!finished || (part.md5 !== undefined && part.md5 === finished.md5Hash)) return finished
  // A service that does not compare the sum itself, or takes a question for the end of an upload.
  await removeAltered(bucket, finished.generation, request)
  throw contentAltered(request.key, 'were altered while they were being stored')
}

interface Finished {
  readonly md5Hash?: string
  readonly generation?: string
}

/** Sends bytes, none to ask how far the upload is. Gives how many bytes the service has, or the object that it made. */
async function put(bucket: Bucket, part: Part, signal: AbortSignal | undefined): Promise<number | Finished> {
  const { url, size, at, bytes, md5 } = part
  const range = bytes.byteLength === 0 ? '*' : `${at}-${at + bytes.byteLength - 1}`
  const answer = await ask(bucket, url, {
    method: 'PUT',
    headers: { 'content-range': `bytes ${range}/${size}`, ...(md5 !== undefined && { 'x-goog-hash': `md5=${md5}` }) },
    body: bytes,
    signal,
    expected: [MORE],
  })
  // The form in which the service tells of an object.
  if (answer.status !== MORE) return JSON.parse(answer.bytes.toString()) as Finished
  const last = /-(\d+)$/.exec(answer.headers.range ?? '')?.[1]
  return last === undefined ? 0 : Number(last) + 1
}

function removeAltered(bucket: Bucket, generation: string | undefined, request: StoreRequest): Promise<unknown> {
  const condition = generation === undefined ? {} : { ifGenerationMatch: generation }
  return bucket.send({ ...request, action: 'delete' }, () =>
    bucket.file(request.key).delete({ ignoreNotFound: true, ...condition }),
  )
}

/** An upload that is neither ended nor aborted is forgotten after a week. */
async function abortUpload(bucket: Bucket, url: string): Promise<void> {
  // The failure that led here says more. The service answers with a status of its own.
  await ask(bucket, url, { method: 'DELETE', signal: AbortSignal.timeout(ABORT_WITHIN_MS) }).catch(() => undefined)
}
