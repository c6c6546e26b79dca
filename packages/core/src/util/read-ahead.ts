/**
 * The results of tasks in their order, with at most `limit` of them begun and not yet taken. Throws the failure of a task
 * when its turn comes. Whoever stops early leaves no task behind: those under way are awaited.
 */
export async function* readAhead<T>(tasks: Iterable<() => Promise<T>>, limit: number): AsyncGenerator<T> {
  const begun: Promise<T>[] = []
  try {
    for (const task of tasks) {
      const running = task()
      // It is awaited when its turn comes; until then a failure must not count as unhandled.
      running.catch(() => undefined)
      begun.push(running)
      if (begun.length >= limit) yield await begun.shift()!
    }
    while (begun.length > 0) yield await begun.shift()!
  } finally {
    await Promise.allSettled(begun)
  }
}
