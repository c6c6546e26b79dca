import { durationField, prefixField, secretField } from '@regauge/core/store'
import { z } from 'zod'

/** The schema of a stack file's `config` for this flavor. */
export const config = z.strictObject({
  bucket: z.string().min(1).describe('Name of the bucket. It has to exist.'),
  prefix: prefixField.describe('Where the store begins in the bucket, e.g. "team/regauge". Left out: at its root.'),
  project: z.string().min(1).optional().describe('Project of the bucket. Left out: that of the credentials.'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'URL of another service with the same interface, which is asked without credentials. Left out: STORAGE_EMULATOR_HOST, else Google.',
    ),
  keyFile: z.string().min(1).optional().describe('Path of a key file, from the root of the project.'),
  key: secretField
    .optional()
    .describe('The text of a key file. Left out, and better: Application Default Credentials, renewed in time.'),
  kmsKey: z.string().min(1).optional().describe("Name of the key that encrypts new objects. Left out: the bucket's."),
  timeout: durationField('60s').describe('How long a request of at most 8 MiB may take before it is made again.'),
})

/** What a stack file may say of a store in Google Cloud Storage. */
export type GcsArtifactStoreConfig = z.infer<typeof config>
