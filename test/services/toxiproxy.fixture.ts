import { randomUUID } from 'node:crypto'

/** One thing that goes wrong on the way, as toxiproxy calls it. */
export interface Toxic {
  readonly type: 'latency' | 'limit_data' | 'reset_peer' | 'slicer' | 'timeout'
  /** @default downstream: from the server to its clients */
  readonly stream?: 'downstream' | 'upstream'
  readonly attributes: Readonly<Record<string, number>>
}

/** A way to a server on which things go wrong. Disposing takes it away. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** Lets something go wrong on every connection from now on, those that are open included. */
  add(toxic: Toxic): Promise<void>
  /** Lets nothing go wrong any more. */
  clear(): Promise<void>
}

/** Opens a way to a server through toxiproxy. */
export async function openProxy(toxiproxy: string, server: string): Promise<Proxy> {
  const name = randomUUID()
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${toxiproxy}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path}: ${await answer.text()}`)
    return answer
  }
  const wanted = { name, listen: '127.0.0.1:0', upstream: new URL(server).host, enabled: true }
  const opened = await ask('POST', '/proxies', wanted)
  // It answers with the proxy as it is, now with a port.
  const { listen } = (await opened.json()) as { readonly listen: string }
  let names: string[] = []
  return {
    url: `http://${listen}`,
    async add({ stream = 'downstream', ...toxic }) {
      const toxicName = `${toxic.type}-${names.length}`
      await ask('POST', `/proxies/${name}/toxics`, { name: toxicName, stream, toxicity: 1, ...toxic })
      names.push(toxicName)
    },
    async clear() {
      for (const each of names) await ask('DELETE', `/proxies/${name}/toxics/${each}`)
      names = []
    },
    async [Symbol.asyncDispose]() {
      await ask('DELETE', `/proxies/${name}`)
    },
  }
}
