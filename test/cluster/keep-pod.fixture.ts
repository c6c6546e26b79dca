import { ask } from './kube.fixture.ts'

const FINALIZERS = ['regauge.dev/test']

/** Lets the pod at a path be seen after it was deleted, until this is disposed. */
export async function keepPod(path: string): Promise<AsyncDisposable> {
  await ask('PATCH', path, { metadata: { finalizers: FINALIZERS } })
  return {
    async [Symbol.asyncDispose]() {
      await ask('PATCH', path, { metadata: { '$deleteFromPrimitiveList/finalizers': FINALIZERS } })
    },
  }
}
