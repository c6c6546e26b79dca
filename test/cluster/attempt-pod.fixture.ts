import type { V1Pod } from '@kubernetes/client-node'
import { readRecord, type ClaimRecord } from '@regauge/core/records'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import type { PromptedStack } from './prompted-stack.fixture.ts'
import { until } from './until.ts'

/** The pod in which an attempt has begun, once its node has said that it runs. */
export function podOfAttempt(opened: PromptedStack, run: string, attempt: string): Promise<Wire<V1Pod>> {
  const key = `runs/${run}/steps/${attempt}.claim.json`
  return until(async () => {
    const claim = await readRecord<ClaimRecord>(opened.stack.store, key, 'regauge.claim')
    return (await opened.pods()).find(({ metadata, status }) => {
      return metadata?.uid === claim?.worker && status?.phase === 'Running'
    })
  })
}
