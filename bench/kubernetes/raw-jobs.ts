import { askKube } from '../../test/cluster/ask-kube.ts'
import { GET_AND_PUT } from './bench-image.ts'
import type { ClusterBench } from './open-cluster-bench.ts'

/** Milliseconds of a Job that starts Node and ends, from the request that makes it to its condition `Complete`. */
export function rawJobMs(bench: ClusterBench): Promise<number> {
  return jobMs(bench, {}, { command: ['node', '--eval', '0'] })
}

/** Milliseconds of one Indexed Job of so many pods at once, each of which gets an object and puts one. */
export function rawMapMs(bench: ClusterBench, width: number): Promise<number> {
  const variables = { ...bench.s3, BUCKET: bench.bucket }
  const env = Object.entries(variables).map(([name, value]) => ({ name, value }))
  const indexed = { completionMode: 'Indexed', completions: width, parallelism: width }
  return jobMs(bench, indexed, { command: ['node', GET_AND_PUT], env })
}

interface JobEvent {
  readonly type: string
  readonly object: {
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
  }
}

async function jobMs(bench: ClusterBench, spec: object, container: object): Promise<number> {
  const { api, namespace, image } = bench
  const name = `raw-${crypto.randomUUID()}`
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`
  const selector = encodeURIComponent(`metadata.name=${name}`)
  await using watch = await openLines(`${api}${jobs}?watch=1&fieldSelector=${selector}`)
  const began = performance.now()
  await askKube(api, { method: 'POST', path: jobs, body: rawJob(name, spec, { image, ...container }) })
  let ms = Number.NaN
  for await (const line of watch.lines) {
    // A watch of Jobs tells of nothing else.
    const { type, object } = JSON.parse(line) as JobEvent
    if (type === 'DELETED') return ms
    const holds = (type: string) =>
      object.status.conditions?.some((each) => each.type === type && each.status === 'True')
    if (holds('Failed')) throw new Error(await lastWords(bench, name))
    if (!holds('Complete') || !Number.isNaN(ms)) continue
    ms = performance.now() - began
    // Until its pods are gone, since the end of many would slow down whatever is measured next.
    await askKube(api, { method: 'DELETE', path: `${jobs}/${name}?propagationPolicy=Foreground` })
  }
  throw new Error(`The watch of Job "${name}" has ended.`)
}

interface EndedPod {
  readonly status: {
    readonly containerStatuses?: readonly { readonly state: { readonly terminated?: { readonly message?: string } } }[]
  }
}

async function lastWords({ api, namespace }: ClusterBench, job: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=job-name%3D${job}`
  const { items } = await askKube<{ readonly items: readonly EndedPod[] }>(api, { method: 'GET', path })
  const words = items.flatMap(({ status }) => status.containerStatuses?.[0]?.state.terminated?.message ?? [])
  return `The Job "${job}" has failed: ${words[0] ?? 'its pods said nothing.'}`
}

function rawJob(name: string, spec: object, container: object) {
  const pod = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', terminationMessagePolicy: 'FallbackToLogsOnError', ...container }],
  }
  return { metadata: { name }, spec: { backoffLimit: 0, ...spec, template: { spec: pod } } }
}

/** An answer that comes line by line. */
async function openLines(url: string): Promise<AsyncDisposable & { readonly lines: AsyncIterable<string> }> {
  const end = new AbortController()
  const { body } = await fetch(url, { signal: end.signal })
  // At once: a body that nobody reads is given up when the answer that it belongs to is collected.
  const texts = body!.pipeThrough(new TextDecoderStream())
  async function* lines(): AsyncGenerator<string> {
    let rest = ''
    for await (const text of texts) {
      const found = (rest + text).split('\n')
      rest = found.pop()!
      yield* found
    }
  }
  return { lines: lines(), [Symbol.asyncDispose]: async () => end.abort() }
}
