import type { V1LabelSelector } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { driverJob } from '../objects/driver-job.ts'
import { indexedJob } from '../objects/indexed-job.ts'
import { driverProbeJob, stepProbeJob } from '../objects/probe-job.ts'
import { bundle, driverScope, envelope } from '../objects/scope.fixture.ts'
import { stepJob } from '../objects/step-job.ts'
import { cronJob } from '../schedule/cron-job.ts'
import { driverNetworkPolicy, stepNetworkPolicy, type NetworkPolicy } from './network-policies.ts'

const EMPTY = { env: {}, secretEnv: {} }
const scope = driverScope()
const two = [bundle(), bundle({ envelopes: [envelope({ items: [4] })] })]
const nightly = { name: 'nightly', cron: '30 4 * * *', timeZone: 'UTC', concurrency: 'forbid', params: {} } as const
const scheduled = cronJob({ stack: 'k8s', pipeline: 'training', schedule: nightly }, { ...EMPTY, ...scope })

/** The labels of each kind of pod, as the objects that make them say. */
const PODS = {
  step: stepJob(bundle(), EMPTY, scope).spec!.template,
  item: indexedJob({ ...EMPTY, bundles: two }, scope).spec!.template,
  probedStep: stepProbeJob(EMPTY, scope).spec!.template,
  driver: driverJob(EMPTY, scope).spec!.template,
  scheduledDriver: scheduled.spec.jobTemplate.spec!.template,
  probedDriver: driverProbeJob(EMPTY, scope).spec!.template,
}
const STEPS = ['step', 'item', 'probedStep']
const DRIVERS = ['driver', 'scheduledDriver']

const steps = stepNetworkPolicy('ml')
const drivers = driverNetworkPolicy('ml')

/** The kinds of pods that a selector means. */
function selected({ matchExpressions = [] }: V1LabelSelector = {}): readonly string[] {
  return Object.entries(PODS).flatMap(([kind, { metadata }]) =>
    matchExpressions.every(({ key, values }) => values?.includes(metadata?.labels?.[key] ?? '')) ? [kind] : [],
  )
}

const toPods = ({ spec: { egress } }: NetworkPolicy) => egress.filter(({ to }) => to?.some((peer) => peer.podSelector))

test('each pod has the policy of its kind', () => {
  expect(selected(steps.spec.podSelector)).toEqual(STEPS)
  expect(selected(drivers.spec.podSelector)).toEqual([...DRIVERS, 'probedDriver'])
})

test('steps reach drivers at every port of TCP, which drivers let in, and nobody else', () => {
  const [out, ...others] = toPods(steps)
  expect(selected(out?.to?.[0]?.podSelector)).toEqual(DRIVERS)
  const [within, ...more] = drivers.spec.ingress
  expect(selected(within?.from[0]?.podSelector)).toEqual(STEPS)
  expect([out?.ports, within?.ports]).toEqual([[{ protocol: 'TCP' }], [{ protocol: 'TCP' }]])
  expect([others, more, steps.spec.ingress, toPods(drivers)]).toEqual([[], [], [], []])
})
