import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { parse, stringify } from 'yaml'
import { createProject, ROOT, type CommandOptions, type Finished, type TestProject } from '../support/project.ts'
import { ask } from './kube.fixture.ts'
import { openClusterPlace, type ClusterPlace, type KubernetesWish } from './stack.fixture.ts'

/** A project whose stack `k8s` is that of the repository, at a place of the tests. */
export interface ClusterProject extends AsyncDisposable, Pick<TestProject, 'root' | 'write'> {
  readonly place: ClusterPlace
  /** The command, with the environment that the stack refers to; `--stack k8s` unless the words name one. */
  regauge(words: readonly string[], options?: CommandOptions): Promise<Finished>
  /** The document that the command prints with `--json`. */
  json<T>(words: readonly string[], options?: CommandOptions): Promise<T>
  /** Names of the Jobs that there are for drivers, the first made first. */
  driverJobs(): Promise<readonly string[]>
}

/** As much of a stack file as is changed. */
interface StackFile {
  readonly components: Readonly<Record<string, { readonly config: KubernetesWish }>>
}

/** Makes a project of files, by path. What the stack is told beyond its file is where the tests are, and the wishes. */
export async function createClusterProject(
  files: Readonly<Record<string, string>>,
  wish: KubernetesWish = {},
  store: KubernetesWish = {},
): Promise<ClusterProject> {
  const place = await openClusterPlace()
  const { s3, kubeconfig } = inject('cluster')
  // The test of the example stacks reads it as well.
  const stack = parse(readFileSync(join(ROOT, 'stacks/k8s.yaml'), 'utf8')) as StackFile
  const { orchestrator, 'artifact-store': bucket } = stack.components
  Object.assign(orchestrator!.config, { ...place.config(wish), kubeconfig: undefined })
  Object.assign(bucket!.config, { bucket: place.bucket, ...store })
  const project = createProject({ ...files, 'stacks/k8s.yaml': stringify(stack, { keepUndefined: false }) })
  const env = {
    KUBECONFIG: kubeconfig,
    REGAUGE_STACK: 'k8s',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  }
  return {
    root: project.root,
    write: (path, text) => project.write(path, text),
    place,
    regauge: (words, options) => project.regauge(words, { ...options, env: { ...env, ...options?.env } }),
    json: (words, options) => project.json(words, { ...options, env: { ...env, ...options?.env } }),
    async driverJobs() {
      const selector = encodeURIComponent('regauge.dev/role=driver')
      const path = `/apis/batch/v1/namespaces/${place.namespace}/jobs?labelSelector=${selector}`
      const { items } = await ask<{ items: readonly { metadata: { name: string } }[] }>('GET', path)
      return items.map(({ metadata }) => metadata.name).toSorted()
    },
    async [Symbol.asyncDispose]() {
      project[Symbol.dispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}
