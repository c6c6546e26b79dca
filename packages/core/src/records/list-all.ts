import type { ArtifactStore, ListOptions, StoredObject } from '../contracts/artifact-store.ts'

/** Stores give less at once where their backend does; a larger page costs a store of this machine less in all. */
const PAGE = 10_000

/** All objects whose keys begin with a prefix, in the order of the keys' UTF-8 bytes, one page at a time. */
export async function* listAll(
  store: ArtifactStore,
  prefix: string,
  options: Pick<ListOptions, 'after' | 'signal'> = {},
): AsyncGenerator<StoredObject> {
  for await (const page of listPages(store, prefix, options)) yield* page.objects
}

/** The names right below a folder that hold objects themselves: of `runs/`, every run's id. */
export async function listFolders(
  store: ArtifactStore,
  folder: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly string[]> {
  const names: string[] = []
  for await (const page of listPages(store, folder, { ...options, delimiter: '/' })) {
    for (const prefix of page.prefixes) names.push(prefix.slice(folder.length, -1))
  }
  return names
}

async function* listPages(store: ArtifactStore, prefix: string, options: ListOptions) {
  let after = options.after
  do {
    const page = await store.list(prefix, { ...options, limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield page
    after = page.next
  } while (after !== undefined)
}
