import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { inject } from 'vitest'

/** A registry of images that takes connections and never says a word. */
export interface SilentRegistry extends AsyncDisposable {
  /** With its port, as names of images begin. */
  readonly host: string
}

/** Opens one where the nodes of the cluster find it. */
export async function openSilentRegistry(): Promise<SilentRegistry> {
  const { hostname } = new URL(inject('cluster').s3.endpoint)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
  })
  server.listen(0, hostname)
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    host: `${hostname}:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
