import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askKube } from '../../test/cluster/ask-kube.ts'
import { provideRunPlace } from '../../test/cluster/provide-run-place.ts'
import { until } from '../../test/cluster/until.ts'
import { createProject, ROOT } from '../../test/support/project.ts'
import type { ClusterBench } from './open-cluster-bench.ts'

/** A project whose runs have their driver in the cluster. */
export interface OurRuns extends Disposable {
  /**
   * Seconds of a run of a pipeline of `pipelines/noop.ts`, from when its driver has taken it until it has ended. Nothing
   * of it is left then.
   */
  seconds(pipeline: string, params?: object): Promise<number>
}

interface Ended {
  readonly run: string
  readonly status: string
  readonly seconds: number
}

interface ObjectList {
  readonly items: readonly unknown[]
}

/** So many items for the maps of `pipelines/noop.ts`. */
export function itemsOf(width: number): readonly number[] {
  return Array.from({ length: width }, (_, item) => item)
}

/** Makes what runs need in the namespace of a bench. */
export async function openOurRuns(bench: ClusterBench): Promise<OurRuns> {
  await provideRunPlace(bench.api, { namespace: bench.namespace })
  const { namespace, image, bucket, kubeconfig } = bench
  // As good as nothing, which is what Jobs made by hand ask for.
  const config = { namespace, image, resources: { memory: '1Mi' } }
  const components = { orchestrator: { config }, 'artifact-store': { config: { bucket } } }
  const project = createProject({
    'pipeline.ts': readFileSync(join(ROOT, 'bench/pipelines/noop.ts'), 'utf8'),
    'stacks/k8s.yaml': readFileSync(join(ROOT, 'stacks/k8s.yaml'), 'utf8'),
    'stacks/bench.yaml': JSON.stringify({
      name: 'bench',
      extends: 'k8s',
      components,
      defaults: { resources: { cpu: 0.001 } },
    }),
  })
  const env = { ...bench.s3, KUBECONFIG: kubeconfig, REGAUGE_STACK: 'bench' }
  /** Until pods are gone, since the end of many would slow down whatever is measured next. */
  async function removeRuns(): Promise<void> {
    const { code, stderr } = await project.regauge(['k8s', 'gc', '--older-than', '1ms'], { env })
    if (code !== 0) throw new Error(stderr)
    const path = `/api/v1/namespaces/${namespace}/pods?limit=1`
    await until(async () => (await askKube<ObjectList>(bench.api, { method: 'GET', path })).items.length === 0)
  }
  return {
    async seconds(pipeline, params = {}) {
      const words = ['run', `pipeline.ts#${pipeline}`, '--params', 'params.json']
      project.write('params.json', JSON.stringify(params))
      const ended = await project.json<Ended>(words, { env })
      if (ended.status !== 'succeeded') throw new Error(`Run "${ended.run}" has ${ended.status}.`)
      await removeRuns()
      return ended.seconds
    },
    [Symbol.dispose]: () => project[Symbol.dispose](),
  }
}
