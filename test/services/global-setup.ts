import type { TestProject } from 'vitest/node'
import type { ServerName } from './servers.ts'
import { startServer } from './start-server.ts'

/** The servers that the tests of this project use. */
const USED = ['s3', 'versitygw', 'gcs', 'azure', 'toxiproxy'] as const satisfies readonly ServerName[]

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of each server. */
    readonly services: { readonly [name in (typeof USED)[number]]: string }
  }
}

/** Starts the servers before the first test; they end with the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = new AsyncDisposableStack()
  const urls: Partial<Record<ServerName, string>> = {}
  const start = async (names: readonly ServerName[]) => {
    for (const name of names) urls[name] = stack.use(await startServer(name)).url
  }
  // Programs of Go are built one after the other, each by all cores; meanwhile npm waits for the network.
  const started = await Promise.allSettled([start(USED.filter((name) => name !== 'azure')), start(['azure'])])
  const failed = started.find((each) => each.status === 'rejected')
  if (failed) {
    await stack.disposeAsync()
    throw failed.reason
  }
  // All have been started.
  project.provide('services', urls as Record<(typeof USED)[number], string>)
  return () => stack.disposeAsync()
}
