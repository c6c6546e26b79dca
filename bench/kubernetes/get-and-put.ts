/** The program of a pod that does by hand what a step does that reads one object of S3 and writes another. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const { BUCKET: Bucket, JOB_COMPLETION_INDEX: index } = process.env
const client = new S3Client({ forcePathStyle: true })
const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'input' }))
await client.send(new PutObjectCommand({ Bucket, Key: `outputs/${index}`, Body: await Body!.transformToByteArray() }))
client.destroy()
