import type { ArtifactStore } from '@regauge/core'
import { inject } from 'vitest'
import type { TestedStore } from './stores.fixture.ts'

/** A store in a new bucket that is reached in two ways. */
export interface Route<Proxy> extends AsyncDisposable {
  readonly proxy: Proxy
  /** Through the proxy. */
  readonly store: ArtifactStore
  /** Past the proxy. */
  readonly direct: ArtifactStore
}

/** Opens a store through a proxy of its own and past it. `timeout` is that of the way through the proxy. */
export async function openRoute<Proxy extends AsyncDisposable & { readonly url: string }>(
  { server, create, open }: TestedStore,
  openProxy: (server: string) => Promise<Proxy>,
  timeout?: string,
): Promise<Route<Proxy>> {
  const upstream = inject('services')[server]
  const stack = new AsyncDisposableStack()
  const proxy = stack.use(await openProxy(upstream))
  const config = await create(upstream)
  const endpoint = Object.assign(new URL(config.endpoint), { host: new URL(proxy.url).host }).href
  const store = stack.use(await open({ ...config, endpoint, ...(timeout !== undefined && { timeout }) }))
  return { proxy, store, direct: stack.use(await open(config)), [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
