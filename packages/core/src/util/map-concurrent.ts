/**
 * Runs `act` for each item, at most `limit` at once, and gives the results in the order of the items. Stops taking items
 * at the first failure, which it throws when everything under way has ended.
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  limit: number,
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  results.length = items.length
  let next = 0
  let failed = false

  async function work(): Promise<void> {
    while (next < items.length && !failed) {
      const index = next
      next += 1
      try {
        results[index] = await act(items[index]!, index)
      } catch (thrown) {
        failed = true
        throw thrown
      }
    }
  }

  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
  return results
}
