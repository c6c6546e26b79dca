import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { BlobServiceClient } from '@azure/storage-blob'
import { Storage } from '@google-cloud/storage'
import { SERVERS, USER } from './servers.ts'

/** What the stacks of the repository call it. */
const BUCKET = 'regauge'

/** How the bucket that the stacks of the repository expect is made on a new server, by its URL. */
export const STACK_BUCKETS = {
  async s3(url) {
    const client = new S3Client({ endpoint: url, region: 'us-east-1', credentials: USER, forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    client.destroy()
  },
  async gcs(url) {
    await new Storage({ apiEndpoint: url, projectId: 'test' }).createBucket(BUCKET)
  },
  async azure(url) {
    const { AZURE_STORAGE_CONNECTION_STRING } = SERVERS.azure.env(url)
    await BlobServiceClient.fromConnectionString(AZURE_STORAGE_CONNECTION_STRING).createContainer(BUCKET)
  },
} as const satisfies Readonly<Record<string, (url: string) => Promise<void>>>
