import type { ArtifactStore, GetOptions, Source } from '@regauge/core'

/** A source of bytes in memory, or of a text's UTF-8, in pieces of a size. */
export function sourceOf(content: string | Uint8Array, pieceSize = 64 * 1024): Source {
  const bytes = Buffer.from(content)
  return {
    size: bytes.byteLength,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    async *open() {
      for (let at = 0; at < bytes.byteLength; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
    },
  }
}

/** Bytes of which each part looks different, so that a piece in the wrong place is noticed. */
export function pattern(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + (at >> 8) * 17 + (at >> 16)) % 251
  return bytes
}

/** All bytes of an object or of a range of it. */
export async function read(store: ArtifactStore, key: string, options?: GetOptions): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key, options)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The text of an object. */
export async function readText(store: ArtifactStore, key: string): Promise<string> {
  return (await read(store, key)).toString()
}

/** Puts an object of a few bytes under each key, some of them at once. */
export async function putAll(store: ArtifactStore, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 32) {
    await Promise.all(keys.slice(at, at + 32).map((key) => store.put(key, sourceOf(key))))
  }
}

/** All keys and prefixes that a list gives, page by page. Throws where a page is not in order or leads back. */
export async function listKeys(
  store: ArtifactStore,
  prefix: string,
  options: { readonly limit?: number; readonly after?: string; readonly delimiter?: '/' } = {},
): Promise<string[]> {
  const found: string[] = []
  let after = options.after
  do {
    const page = await store.list(prefix, { ...options, ...(after === undefined ? {} : { after }) })
    const keys = page.objects.map(({ key }) => key)
    for (const names of [keys, page.prefixes]) assertOrder([...(after ? [after] : []), ...names])
    if (page.next !== undefined) assertOrder([...(after ? [after] : []), page.next])
    found.push(...[...keys, ...page.prefixes].sort(compareBytes))
    after = page.next
  } while (after !== undefined)
  return found
}

function assertOrder(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (index > 0 && compareBytes(names[index - 1]!, name) >= 0) {
      throw new Error(`A page gives "${name}" after "${names[index - 1]}".`)
    }
  }
}

/** The order of texts by their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
