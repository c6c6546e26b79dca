import { durationField, prefixField, secretField } from '@regauge/core/store'
import { z } from 'zod'

/** The schema of a stack file's `config` for this flavor. */
export const config = z.strictObject({
  bucket: z.string().min(1).describe('Name of the bucket, or the ARN of an access point. It has to exist.'),
  prefix: prefixField.describe('Where the store begins in the bucket, e.g. "team/regauge". Left out: at its root.'),
  region: z
    .string()
    .min(1)
    .optional()
    .describe("The bucket's region. Left out: AWS_REGION or the profile's; with an endpoint, else us-east-1."),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('URL of a service that speaks the protocol of S3. Left out: AWS_ENDPOINT_URL_S3, else AWS.'),
  pathStyle: z
    .boolean()
    .optional()
    .describe('Whether the bucket stands in the path instead of the host. Left out: where an endpoint is set.'),
  profile: z.string().min(1).optional().describe('Profile of ~/.aws to take credentials and region from.'),
  credentials: z
    .strictObject({
      accessKeyId: z.string().min(1).describe('The id of an access key.'),
      secretAccessKey: secretField.describe('The secret of the access key.'),
      sessionToken: secretField.optional().describe('The token of temporary credentials.'),
    })
    .optional()
    .describe('Left out, and better: wherever the AWS SDK finds credentials, which are then renewed in time.'),
  encryption: z
    .strictObject({
      type: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).describe('How the service encrypts new objects.'),
      key: z.string().min(1).optional().describe("Id or ARN of a KMS key. Left out: the account's own."),
    })
    .optional()
    .describe("Server-side encryption. Left out: the bucket's default."),
  timeout: durationField('30s').describe('How long a connection may stand still before the request is made again.'),
})

/** What a stack file may say of an S3 store. */
export type S3ArtifactStoreConfig = z.infer<typeof config>
