import http from 'node:http'
import https from 'node:https'

/** Below the idle limits of load balancers, so that requests meet no connection that the other side has just closed. */
const IDLE_MS = 30_000

/** Keeps connections open between requests, for as long as nobody on the way gives them up. */
export function keepAliveAgent(server: string): http.Agent {
  const { Agent } = server.startsWith('http:') ? http : https
  return new Agent({ keepAlive: true, timeout: IDLE_MS })
}
