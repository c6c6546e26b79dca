import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A port of an address of this machine on which nobody listens at the moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
