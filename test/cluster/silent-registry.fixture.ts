import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A registry of images that takes connections and never says a word. */
export interface SilentRegistry extends AsyncDisposable {
  /** With its port, as names of images begin. */
  readonly host: string
}

/** Opens one on this machine, under the one name that nodes ask for without a proxy: theirs has to be this machine. */
export async function openSilentRegistry(): Promise<SilentRegistry> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    host: `localhost:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
