import { readRun } from '@regauge/core/records'
import { startElsewhere } from '@regauge/core/run'
import type { StartDriver } from '@regauge/testing'
import { names } from '../../packages/orchestrator-k8s/src/names.ts'
import { ask, type Pod } from './kube.fixture.ts'
import { until } from './until.ts'

/** Drives a run in a pod of a namespace. Killing it deletes its Job, so that nothing starts it anew. */
export function driverIn(namespace: string): StartDriver {
  return async (epoch, { stack }) => {
    const { store, orchestrator } = stack
    const { record } = (await readRun(store, epoch.run))!
    await startElsewhere({ stack, place: orchestrator.driverPlace!, record, epoch })
    await until(async () => (await readRun(store, epoch.run))!.epoch >= epoch.epoch)
    const job = names.driver(epoch.run, epoch.epoch)
    const kill = () => deleteJob(namespace, job)
    return { kill, [Symbol.asyncDispose]: kill }
  }
}

/** Deletes a Job and, without any grace, its pods; resolves when they are gone. */
async function deleteJob(namespace: string, job: string): Promise<void> {
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs/${job}?propagationPolicy=Background`
  await ask('DELETE', jobs).catch(() => undefined)
  const pods = `/api/v1/namespaces/${namespace}/pods`
  const selector = `?labelSelector=${encodeURIComponent(`job-name=${job}`)}`
  await ask('DELETE', `${pods}${selector}&gracePeriodSeconds=0`)
  await until(async () => (await ask<{ items: readonly Pod[] }>('GET', pods + selector)).items.length === 0)
}
