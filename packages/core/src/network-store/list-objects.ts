import type { ListOptions, ListPage, StoredObject } from '../contracts/artifact-store.ts'
import { isReservedKey } from '../contracts/conditions-check.ts'
import { compareUtf8 } from '../util/utf8-order.ts'
import type { ObjectService } from './object-service.ts'

/** One page of the keys that begin with a prefix, from as many of the service's pages as it takes. */
export async function listObjects(service: ObjectService, prefix: string, options: ListOptions): Promise<ListPage> {
  const { after, limit = 1_000, delimiter, signal } = options
  const objects: StoredObject[] = []
  const prefixes: string[] = []
  const compare = service.compareKeys?.bind(service) ?? compareUtf8
  // Services differ in whether a list that starts after a key, or after a common prefix, gives it once more.
  const isNew = (name: string) => (after === undefined || compare(name, after) > 0) && !isReservedKey(name)
  for (let token: string | undefined; ;) {
    const wanted = Math.min(service.maxListed, limit - objects.length - prefixes.length)
    const found = await service.list({ prefix, after, limit: wanted, delimiter, token, signal })
    objects.push(...found.objects.filter(({ key }) => isNew(key)))
    prefixes.push(...found.prefixes.filter(isNew))
    if (found.token === undefined) return { objects, prefixes }
    if (objects.length + prefixes.length >= limit)
      return { objects, prefixes, next: lastOf(objects, prefixes, compare) }
    token = found.token
  }
}

function lastOf(
  objects: readonly StoredObject[],
  prefixes: readonly string[],
  compare: (a: string, b: string) => number,
): string {
  const [object, prefix] = [objects.at(-1)?.key, prefixes.at(-1)]
  // A page that is full is not empty.
  if (object === undefined || prefix === undefined) return (object ?? prefix)!
  return compare(object, prefix) > 0 ? object : prefix
}
