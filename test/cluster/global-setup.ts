import type { TestProject } from 'vitest/node'
import { USER } from '../services/servers.ts'
import { startServer } from '../services/start-server.ts'
import { provideGlibcImage, providePythonImage, provideRunnerImage } from './images.ts'
import { sweepNamespaces } from './namespaces.ts'
import { startProxy } from './start-proxy.ts'
import { openCluster } from './tested-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly cluster: {
      /** Path of a file. */
      readonly kubeconfig: string
      /** URL of the API without TLS or credentials. */
      readonly api: string
      /** Whether it is this machine's own, so that tests may break it. */
      readonly own: boolean
      /** Name of the runner image. */
      readonly image: string
      /** Name of an image with a shell and the C library. */
      readonly glibcImage: string
      /** Name of an image with Python. */
      readonly pythonImage: string
      /** An S3 server of this machine that pods and tests find at the same address. */
      readonly s3: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string }
    }
  }
}

/** Brings up what the tests of a cluster need. The cluster itself stays up for the next time. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = new AsyncDisposableStack()
  try {
    const cluster = await openCluster()
    const image = await provideRunnerImage(cluster)
    const glibcImage = await provideGlibcImage(cluster)
    const pythonImage = await providePythonImage(cluster)
    const s3 = stack.use(await startServer('s3', cluster.host))
    const api = stack.use(await startProxy(cluster))
    await sweepNamespaces(api.url)
    const { kubeconfig, own } = cluster
    const images = { image, glibcImage, pythonImage }
    project.provide('cluster', { kubeconfig, own, ...images, api: api.url, s3: { endpoint: s3.url, ...USER } })
  } catch (thrown) {
    await stack.disposeAsync()
    throw thrown
  }
  return () => stack.disposeAsync()
}
