import { KIT_SECRETS, type StackUnderTest } from '@regauge/testing'
import { inject } from 'vitest'
import { createBucket } from '../services/s3.fixture.ts'
import { driverIn } from './driver.fixture.ts'
import { createNamespace } from './kube.fixture.ts'
import { provideRunPlace } from './provide-run-place.ts'

type Json = StackUnderTest['components']['orchestrator']['config'][string]

/** What differs from test to test in the config of the flavor `kubernetes`. */
export type KubernetesWish = Readonly<Record<string, Json>>

/** Deadlines at a tenth of what they are for people. */
export const TENTH = {
  noPod: '6s',
  pull: '30s',
  pending: '3m',
  warning: '6s',
  settle: '500ms',
  store: '30s',
  nodeSilent: '6s',
  terminating: '6s',
}

/** A place in the cluster of the tests that a stack can be made of. */
export interface ClusterPlace extends AsyncDisposable {
  readonly namespace: string
  readonly bucket: string
  /** Config of the orchestrator or of a step operator. */
  config(wish?: KubernetesWish): KubernetesWish
  readonly components: StackUnderTest['components']
}

/**
 * A namespace with all that a run needs there, and a bucket, which its runs find at the S3 server's own address or at
 * another one that leads there. Disposing removes the namespace.
 */
export async function openClusterPlace(
  wish: KubernetesWish = {},
  endpoint: string = inject('cluster').s3.endpoint,
): Promise<ClusterPlace> {
  const { api, image, s3, kubeconfig } = inject('cluster')
  // For the references in the config of the store.
  process.env['CLUSTER_TEST_KEY'] = s3.secretAccessKey
  const namespace = await createNamespace()
  const bucket = await createBucket(s3.endpoint)
  await provideRunPlace(api, { namespace: namespace.name, secrets: KIT_SECRETS })
  const config = (more: KubernetesWish = {}) => ({
    kubeconfig,
    namespace: namespace.name,
    image,
    deadlines: TENTH,
    ...wish,
    ...more,
  })
  return {
    namespace: namespace.name,
    bucket,
    config,
    components: {
      orchestrator: { flavor: 'kubernetes', config: config() },
      'artifact-store': {
        flavor: 's3',
        config: {
          bucket,
          region: 'us-east-1',
          endpoint,
          credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: '${env:CLUSTER_TEST_KEY}' },
        },
      },
    },
    [Symbol.asyncDispose]: () => namespace[Symbol.asyncDispose](),
  }
}

/** The packages of a stack in the cluster. */
export const PACKAGES = ['@regauge/orchestrator-k8s', '@regauge/artifact-store-s3'] as const

/** A stack for the kits, in a place of its own. */
export async function createClusterStack(wish: KubernetesWish = {}): Promise<StackUnderTest> {
  const place = await openClusterPlace(wish)
  return {
    packages: PACKAGES,
    components: place.components,
    defaults: { resources: { cpu: 0.05 } },
    ...(wish['driver'] !== 'client' && { startDriver: driverIn(place.namespace) }),
    remove: async () => place[Symbol.asyncDispose](),
  }
}
