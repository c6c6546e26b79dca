/**
 * Runs `act` for each item of a sequence, at most `limit` at once. Takes an item only when there is room for it, and
 * none after the first failure, which it throws when everything under way has ended.
 */
export async function forEachConcurrent<T>(
  items: AsyncIterable<T>,
  limit: number,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const running = new Set<Promise<unknown>>()
  const failures: unknown[] = []
  try {
    for await (const item of items) {
      const acting = act(item)
        .catch((thrown: unknown) => failures.push(thrown))
        .finally(() => running.delete(acting))
      running.add(acting)
      if (running.size >= limit) await Promise.race(running)
      if (failures.length > 0) break
    }
  } finally {
    await Promise.all(running)
  }
  if (failures.length > 0) throw failures[0]
}
