import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { goProgram, npmPackage } from './programs.ts'

/** The one user of every server. */
export const USER = { accessKeyId: 'test', secretAccessKey: 'testsecret1234' } as const

/** The account of the emulator of Azure, which its authors have published for development. */
export const AZURE_ACCOUNT = {
  account: 'devstoreaccount1',
  accountKey: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
} as const

/** Where a server listens and keeps its files. */
export interface Place {
  /** An address of this machine. */
  readonly host: string
  readonly port: number
  /** An empty folder of its own. */
  readonly folder: string
}

/** How a server is started, and how one knows that it answers. */
export interface Server {
  command(place: Place): Promise<{ readonly words: readonly string[]; readonly env?: Readonly<Record<string, string>> }>
  /** Path of a page that answers as soon as the server does. */
  readonly ready: string
  /** Environment variables by which clients find it. */
  env(url: string): Readonly<Record<string, string>>
}

const aws = (url: string) => ({
  AWS_ENDPOINT_URL_S3: url,
  AWS_ACCESS_KEY_ID: USER.accessKeyId,
  AWS_SECRET_ACCESS_KEY: USER.secretAccessKey,
  AWS_REGION: 'us-east-1',
})

/** The real servers that tests can ask for, of fixed versions. */
export const SERVERS = {
  /** MinIO. */
  s3: {
    async command({ host, port, folder }) {
      const program = await goProgram('github.com/minio/minio', 'v0.0.0-20260212201848-7aac2a2c5b7c')
      return {
        words: [program, 'server', '--quiet', '--address', `${host}:${port}`, folder],
        env: {
          MINIO_ROOT_USER: USER.accessKeyId,
          MINIO_ROOT_PASSWORD: USER.secretAccessKey,
          MINIO_BROWSER: 'off',
          MINIO_UPDATE: 'off',
        },
      }
    },
    ready: '/minio/health/ready',
    env: aws,
  },
  /** A second opinion on S3: objects are files. */
  versitygw: {
    async command({ host, port, folder }) {
      const program = await goProgram('github.com/versity/versitygw/cmd/versitygw', 'v1.8.0')
      for (const name of ['iam', 'buckets']) mkdirSync(join(folder, name))
      const user = ['--access', USER.accessKeyId, '--secret', USER.secretAccessKey, '--iam-dir', join(folder, 'iam')]
      const listen = ['--port', `${host}:${port}`, '--health', '/health', '--quiet']
      return { words: [program, ...user, ...listen, 'posix', join(folder, 'buckets')] }
    },
    ready: '/health',
    env: aws,
  },
  /** In memory, without authentication. */
  gcs: {
    async command({ host, port }) {
      const program = await goProgram('github.com/fsouza/fake-gcs-server', 'v1.56.1')
      const at = `${host}:${port}`
      const listen = ['-scheme', 'http', '-host', host, '-port', `${port}`]
      const urls = ['-external-url', `http://${at}`, '-public-host', at]
      return { words: [program, '-backend', 'memory', ...listen, ...urls, '-log-level', 'warn'] }
    },
    ready: '/_internal/healthcheck',
    env: (url) => ({ STORAGE_EMULATOR_HOST: url }),
  },
  /** Azurite. */
  azure: {
    async command({ host, port, folder }) {
      const azurite = await npmPackage('azurite', '3.37.0', '2026-09-10')
      const listen = ['--blobHost', host, '--blobPort', `${port}`, '--location', folder]
      const quiet = ['--silent', '--skipApiVersionCheck', '--disableTelemetry']
      return { words: [process.execPath, join(azurite, 'dist/src/blob/main.js'), ...listen, ...quiet] }
    },
    ready: '/',
    env: (url) => ({
      AZURE_STORAGE_CONNECTION_STRING: [
        'DefaultEndpointsProtocol=http',
        `AccountName=${AZURE_ACCOUNT.account}`,
        `AccountKey=${AZURE_ACCOUNT.accountKey}`,
        `BlobEndpoint=${url}/${AZURE_ACCOUNT.account};`,
      ].join(';'),
    }),
  },
  /** Breaks connections in front of the others. */
  toxiproxy: {
    async command({ host, port }) {
      const program = await goProgram('github.com/Shopify/toxiproxy/v2/cmd/server', 'v2.5.0')
      return { words: [program, '-host', host, '-port', `${port}`] }
    },
    ready: '/version',
    env: (url) => ({ TOXIPROXY_URL: url }),
  },
} as const satisfies Readonly<Record<string, Server>>

/** The name of a server. */
export type ServerName = keyof typeof SERVERS
