import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Order } from './prompted.pipeline.ts'
import { until } from './until.ts'

/** Tells the steps of `prompted.pipeline.ts` what to do, in pods of the cluster. */
export interface Prompter extends AsyncDisposable {
  readonly url: string
  /** The attempts whose code has begun, each time that it has: `works@1`. */
  readonly begun: readonly string[]
  /** Resolves when an attempt has begun. */
  began(attempt: string): Promise<void>
  /** What an attempt is to do as soon as it asks; it waits for that. */
  tell(attempt: string, order: Order): void
}

/** Opens a prompter at an address that pods find. */
export async function openPrompter(host: string): Promise<Prompter> {
  const begun: string[] = []
  const orders = new Map<string, Order>()
  const asking = new Map<string, ServerResponse[]>()
  const server = createServer((incoming, outgoing) => {
    const attempt = decodeURIComponent(incoming.url!.slice(1))
    begun.push(attempt)
    const order = orders.get(attempt)
    if (order !== undefined) outgoing.end(order)
    else asking.set(attempt, [...(asking.get(attempt) ?? []), outgoing])
  })
  server.listen(0, host)
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    begun,
    async began(attempt) {
      await until(async () => begun.includes(attempt)).catch((cause: unknown) => {
        throw new Error(`"${attempt}" has not begun, but: ${begun.join(', ')}`, { cause })
      })
    },
    tell(attempt, order) {
      orders.set(attempt, order)
      for (const outgoing of asking.get(attempt) ?? []) outgoing.end(order)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
