/**
 * A driver with 5,000 attempts that run: how much memory it holds, how often it asks the API server while nothing
 * changes, and how soon the next driver has everything in hand after it was killed. Pods and driver are real to the
 * cluster; only the node of the steps is hollow. `node bench/kubernetes-driver.ts 500` takes fewer.
 */
import { execFileSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiClient } from '../packages/orchestrator-k8s/src/api/api-client.ts'
import { openConnection } from '../packages/orchestrator-k8s/src/api/open-connection.ts'
import { configOf, open } from '../test/services/s3.fixture.ts'
import { countOf } from './kubernetes/count-of.ts'
import { openHollowNode } from './kubernetes/hollow-node.ts'
import { beginAttempt } from './kubernetes/hollow-runner.ts'
import { startLiveRun } from './kubernetes/live-run.ts'
import { openClusterBench } from './kubernetes/open-cluster-bench.ts'
import { residentMemory } from './kubernetes/process-facts.ts'
import { startRequestCounter } from './kubernetes/request-counts.ts'
import { report } from './measure.ts'

const LIVE = countOf(process.argv[2], 5_000)
/** Until nothing follows any more from how it began. */
const SETTLE_MS = 60_000
const STEADY_MS = 120_000
const BUDGET = { megabytes: 200, requestsPerSecond: 1, restartMs: 5_000 } as const

process.env['MINIO_PROMETHEUS_AUTH_TYPE'] = 'public'
await using bench = await openClusterBench()
if (!bench.cluster.own) throw new Error('Other processes can be looked into on this machine alone: unset KUBECONFIG.')
await using store = await open(configOf(bench.s3['AWS_ENDPOINT_URL_S3']!, bench.bucket))
const connection = await openConnection({ kubeconfig: bench.kubeconfig })
// To delete thousands of pods is one request, which takes its time.
const timings = { requestMs: 300_000, patienceMs: 300_000 }
await using client = new ApiClient(connection, { qps: 1_000, burst: 1_000, timings })
await using counter = await startRequestCounter(bench)
await using node = await openHollowNode(client, {
  namespace: bench.namespace,
  run: (pod) => beginAttempt(store, pod),
})
await Promise.race([node.serving, measure()])

async function measure(): Promise<void> {
  const began = performance.now()
  await using run = await startLiveRun(bench, store, LIVE)
  await run.untilRunning(1)
  const first = await run.driver()
  const started = await run.started()
  const seconds = inSeconds(performance.now() - began)
  tell(`${started.pods.length} pods of ${started.jobs.length} Job run after ${seconds} s`)
  await pause(SETTLE_MS)
  await reportRequests()
  reportMemory('a driver', first.pid)

  process.kill(first.pid, 'SIGKILL')
  const { at } = await run.untilRunning(2)
  const second = await run.driver()
  await pause(SETTLE_MS)
  if (!isDeepStrictEqual(await run.started(), started)) throw new Error('The next driver has started something anew.')
  reportRestart(Date.parse(at) - second.startedAt)
  reportMemory('the next driver', second.pid)
}

async function reportRequests(): Promise<void> {
  const before = await counter.counts()
  await pause(STEADY_MS)
  const after = await counter.counts()
  const perSecond = (count: number) => count / (STEADY_MS / 1e3)
  const asked = perSecond(after.api - before.api)
  report({
    what: 'requests of a driver to the API server while nothing changes',
    figure: `${asked.toFixed(2)}/s, ${(asked / BUDGET.requestsPerSecond).toFixed(2)} x of the budget`,
    budget: `< ${BUDGET.requestsPerSecond}/s`,
    kept: asked < BUDGET.requestsPerSecond,
  })
  tell(`its requests to the store meanwhile: ${perSecond(after.store - before.store).toFixed(2)}/s`)
}

function reportRestart(ms: number): void {
  report({
    what: 'the next driver, from the start of its process to a status in which all run, none started anew',
    figure: `${inSeconds(ms)} s, ${(ms / BUDGET.restartMs).toFixed(2)} x of the budget`,
    budget: `<= ${inSeconds(BUDGET.restartMs)} s`,
    kept: ms <= BUDGET.restartMs,
  })
}

function reportMemory(whose: string, pid: number): void {
  const { now, peak } = residentMemory(pid)
  const share = (megabytes: number) => `${megabytes.toFixed(0)} MB, ${(megabytes / BUDGET.megabytes).toFixed(2)} x`
  report({
    what: `memory of ${whose} with ${LIVE} live attempts`,
    figure: `${share(now)} of the budget; at most ${share(peak)} (an idle process with its packages: ${idleMegabytes().toFixed(0)} MB)`,
    budget: `<= ${BUDGET.megabytes} MB`,
    kept: peak <= BUDGET.megabytes,
  })
}

/** What a process holds that has loaded what a driver loads, and does nothing. */
function idleMegabytes(): number {
  const packages = ['core/run', 'orchestrator-k8s', 'artifact-store-s3'].map((name) => `@regauge/${name}`)
  const script = `await Promise.all(${JSON.stringify([...packages, '@aws-sdk/client-s3'])}.map((name) => import(name)))
    console.log(process.memoryUsage.rss())`
  const words = ['--input-type=module', '--eval', script]
  return Number(execFileSync(process.execPath, words, { encoding: 'utf8' })) / 1e6
}

function tell(line: string): void {
  process.stdout.write(`       ${line}\n`)
}

function inSeconds(ms: number): string {
  return (ms / 1e3).toFixed(1)
}
