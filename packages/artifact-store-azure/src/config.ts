import { durationField, prefixField, secretField } from '@regauge/core/store'
import { z } from 'zod'

const CREDENTIALS = ['connectionString', 'accountKey', 'sas'] as const

/** The schema of a stack file's `config` for this flavor. */
export const config = z
  .strictObject({
    container: z.string().min(1).describe('Name of the container. It has to exist.'),
    prefix: prefixField.describe(
      'Where the store begins in the container, e.g. "team/regauge". Left out: at its root.',
    ),
    account: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, 'the name of a storage account is expected: 3 to 24 small letters and digits')
      .optional()
      .describe('Name of the storage account.'),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        "URL of the blob service, for other clouds and emulators. Left out: the account's in Azure's public cloud.",
      ),
    connectionString: secretField.optional().describe('Account, endpoint and credentials in one text.'),
    accountKey: secretField.optional().describe('A key of the account.'),
    sas: secretField.optional().describe('A shared access signature for the container or its account.'),
    encryptionScope: z
      .string()
      .min(1)
      .optional()
      .describe("Encryption scope of new objects. Left out: the container's default."),
    timeout: durationField('60s').describe('How long a request of at most 8 MiB may take before it is made again.'),
  })
  .superRefine((config, context) => {
    const given = CREDENTIALS.filter((name) => config[name] !== undefined)
    const refuse = (field: keyof typeof config, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (given.length > 1) refuse(given[1]!, `one sort of credentials is enough, and there is "${given[0]}" already`)
    const isPlaced = config.account !== undefined || config.endpoint !== undefined
    if (config.connectionString === undefined && !isPlaced) refuse('account', 'the storage account has to be named')
    if (config.connectionString !== undefined && isPlaced) {
      refuse('connectionString', 'it says account and endpoint itself: leave out "account" and "endpoint"')
    }
    if (config.accountKey !== undefined && config.account === undefined) {
      refuse('accountKey', 'a key needs the name of its account in "account"')
    }
  })

/** What a stack file may say of a store in Azure Blob Storage. */
export type AzureArtifactStoreConfig = z.infer<typeof config>
