import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { createProject, ROOT, type CommandOptions, type Finished, type TestProject } from '../support/project.ts'
import { ask } from './kube.fixture.ts'
import { openClusterPlace, type ClusterPlace, type KubernetesWish } from './stack.fixture.ts'

/** The stack of the repository at a place of the tests. */
export const STACK = 'k8s-here'

/** A project with that stack. */
export interface ClusterProject extends AsyncDisposable, Pick<TestProject, 'root' | 'write'> {
  readonly place: ClusterPlace
  /** Writes the stack's file anew, with other wishes. */
  changeStack(wish: KubernetesWish): void
  /** The command, with the environment that the stack refers to, on {@link STACK} unless the words name another. */
  regauge(words: readonly string[], options?: CommandOptions): Promise<Finished>
  /** The document that the command prints with `--json`. */
  json<T>(words: readonly string[], options?: CommandOptions): Promise<T>
  /** Names of the Jobs that there are for drivers, the first made first. */
  driverJobs(): Promise<readonly string[]>
}

/** Makes a project of files, by path. What its stack is told beyond `k8s` is where the tests are, and the wishes. */
export async function createClusterProject(
  files: Readonly<Record<string, string>>,
  wish: KubernetesWish = {},
  storeWish: KubernetesWish = {},
): Promise<ClusterProject> {
  const place = await openClusterPlace()
  const { s3, kubeconfig } = inject('cluster')
  const stackWith = (wishes: KubernetesWish) => {
    const { kubeconfig: _kubeconfig, ...config } = place.config(wishes)
    const store = { config: { bucket: place.bucket, ...storeWish } }
    return JSON.stringify({
      name: STACK,
      extends: 'k8s',
      components: { orchestrator: { config }, 'artifact-store': store },
      // So that a small node has room for what a test starts at once.
      defaults: { resources: { cpu: 0.05 } },
    })
  }
  const project = createProject({
    ...files,
    'stacks/k8s.yaml': readFileSync(join(ROOT, 'stacks/k8s.yaml'), 'utf8'),
    [`stacks/${STACK}.yaml`]: stackWith(wish),
  })
  const env = {
    KUBECONFIG: kubeconfig,
    REGAUGE_STACK: STACK,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  }
  return {
    root: project.root,
    write: (path, text) => project.write(path, text),
    place,
    changeStack: (wishes) => project.write(`stacks/${STACK}.yaml`, stackWith(wishes)),
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
