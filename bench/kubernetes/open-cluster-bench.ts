import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { makeNamespace, removeNamespace, sweepNamespaces } from '../../test/cluster/namespaces.ts'
import { startProxy } from '../../test/cluster/start-proxy.ts'
import { openCluster, type TestedCluster } from '../../test/cluster/tested-cluster.ts'
import { startServer } from '../../test/services/start-server.ts'
import { provideBenchImage } from './bench-image.ts'

const BUCKET = 'bench'
const PREFIX = 'regauge-bench'

/** Where a bench runs. Disposing removes all that it made. */
export interface ClusterBench extends AsyncDisposable {
  readonly cluster: TestedCluster
  readonly kubeconfig: string
  /** URL of the API without TLS or credentials. */
  readonly api: string
  readonly namespace: string
  /** Name of the runner image, with the programs of the bench in it. */
  readonly image: string
  readonly bucket: string
  /** Environment variables by which the AWS SDK finds the S3 server, from here and from pods. */
  readonly s3: Readonly<Record<string, string>>
}

/** Opens a namespace of a cluster and a bucket that its pods reach, with an object `input` of 1 KiB. */
export async function openClusterBench(): Promise<ClusterBench> {
  await using opening = new AsyncDisposableStack()
  const cluster = await openCluster()
  const image = await provideBenchImage(cluster)
  const server = opening.use(await startServer('s3', cluster.host))
  await createBucket(server.env)
  const { url: api } = opening.use(await startProxy(cluster))
  // Pods of one that was interrupted would be measured, too; two at once could not be measured at all.
  await sweepNamespaces(api, { prefix: PREFIX, olderThanMs: 0 })
  const namespace = await makeNamespace(api, PREFIX)
  opening.defer(() => removeNamespace(api, namespace))
  const opened = opening.move()
  return {
    cluster,
    kubeconfig: cluster.kubeconfig,
    api,
    namespace,
    image,
    bucket: BUCKET,
    s3: server.env,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function createBucket(env: Readonly<Record<string, string>>): Promise<void> {
  const client = new S3Client({
    endpoint: env['AWS_ENDPOINT_URL_S3']!,
    region: env['AWS_REGION']!,
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']! },
    forcePathStyle: true,
  })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'input', Body: Buffer.alloc(1_024, 'x') }))
  client.destroy()
}
