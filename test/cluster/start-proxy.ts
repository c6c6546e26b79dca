import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestedCluster } from './tested-cluster.ts'

/** The API of a cluster without TLS or credentials, for clients of this machine. */
export interface StartedProxy extends AsyncDisposable {
  readonly url: string
}

/** Starts `kubectl proxy`, which knows all ways to log in. */
export async function startProxy({ kubectl }: TestedCluster): Promise<StartedProxy> {
  const child = spawn(kubectl[0]!, [...kubectl.slice(1), 'proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    const address = /127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (address === undefined) continue
    return {
      url: `http://${address}`,
      async [Symbol.asyncDispose]() {
        child.kill()
        await exited
      },
    }
  }
  throw new Error('"kubectl proxy" did not start.')
}
