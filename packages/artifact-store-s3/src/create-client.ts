import { S3Client } from '@aws-sdk/client-s3'
import { parseDuration } from '@regauge/core/units'
import type { S3ArtifactStoreConfig } from './config.ts'

const CONNECTION_TIMEOUT_MS = 5_000
const MAX_SOCKETS = 128

/** Variables in which the SDK itself looks for an endpoint. */
const ENDPOINT_VARIABLES = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']
const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION']

/** The vendor's client for a config. It connects to nothing yet. The caller destroys it. */
export function createClient(config: S3ArtifactStoreConfig): S3Client {
  const { endpoint, profile, credentials } = config
  const hasEndpoint = endpointOf(config) !== undefined
  const isRegionKnown = profile !== undefined || REGION_VARIABLES.some((name) => process.env[name])
  const region = config.region ?? (hasEndpoint && !isRegionKnown ? 'us-east-1' : undefined)
  const idle = parseDuration(config.timeout)!
  return new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(credentials !== undefined && {
      credentials: {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
        ...(credentials.sessionToken !== undefined && { sessionToken: credentials.sessionToken }),
      },
    }),
    forcePathStyle: config.pathStyle ?? hasEndpoint,
    followRegionRedirects: true,
    // The store tries again itself: also bodies that break off, and conflicts, which the client leaves alone.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, idle),
      socketTimeout: idle,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  })
}

/** The endpoint that a config or the environment names; undefined for AWS itself. */
export function endpointOf({ endpoint }: S3ArtifactStoreConfig): string | undefined {
  return endpoint ?? ENDPOINT_VARIABLES.map((name) => process.env[name]).find(Boolean)
}
