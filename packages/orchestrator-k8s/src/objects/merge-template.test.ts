import { REMOTE_ENV } from '@regauge/core/remote'
import { describe, expect, test } from 'vitest'
import { RUNNER_IMAGE, STEP_COMMAND } from '../runner-layout.ts'
import { bundle, driverScope, EVERYTHING } from './scope.fixture.ts'
import { stepJob } from './step-job.ts'

const podOf = (config: unknown, given = {}) =>
  stepJob(bundle(given), { env: { [REMOTE_ENV.assignment]: '{}' }, secretEnv: {} }, driverScope(config)).spec!.template
    .spec!

describe('the podTemplate of a config', () => {
  const withTemplate = (spec: unknown) => podOf({ podTemplate: { spec } })

  test('adds what has no field of its own', () => {
    const pod = podOf(EVERYTHING, { image: 'python:3.12-slim' })
    expect(pod).toMatchObject({ schedulerName: 'default-scheduler', dnsConfig: { options: [{ name: 'ndots' }] } })
    expect(pod.initContainers?.map(({ name }) => name)).toEqual(['regauge-runner', 'proxy'])
    expect(pod.containers[0]?.env).toContainEqual({ name: 'EXTRA', value: '1' })
    expect(pod.containers[0]?.volumeMounts).toContainEqual({ name: 'conf', mountPath: '/conf' })
    expect(pod.volumes?.map(({ name }) => name)).toContain('conf')
  })

  test('cannot change what safety needs', () => {
    const pod = withTemplate({
      containers: [
        {
          name: 'step',
          image: 'evil:1',
          command: ['sh'],
          args: ['-c', 'true'],
          env: [{ name: REMOTE_ENV.assignment, value: 'other' }],
          securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN'] } },
          volumeMounts: [{ name: 'mine', mountPath: '/work' }],
          terminationMessagePolicy: 'File',
        },
        { name: 'beside', image: 'beside:1', securityContext: { runAsUser: 0 } },
      ],
      volumes: [{ name: 'regauge-work', configMap: { name: 'x' } }],
    })
    const [step, beside] = pod.containers
    expect(step).toMatchObject({
      image: RUNNER_IMAGE,
      command: STEP_COMMAND,
      args: [],
      terminationMessagePolicy: 'FallbackToLogsOnError',
    })
    expect(step!.env!.find(({ name }) => name === REMOTE_ENV.assignment)?.value).toBe('{}')
    expect(step!.volumeMounts!.filter(({ mountPath }) => mountPath === '/work')).toEqual([
      { name: 'regauge-work', mountPath: '/work' },
    ])
    for (const { securityContext } of [step!, beside!]) {
      expect(securityContext).toMatchObject({ privileged: false, runAsUser: 1000, capabilities: { drop: ['ALL'] } })
      expect(securityContext?.capabilities).not.toHaveProperty('add')
    }
    expect(pod.volumes).toContainEqual({ name: 'regauge-work', emptyDir: {} })
  })

  test('joins tolerations, and gives way to the fields of the config', () => {
    const pod = podOf({
      tolerations: [{ key: 'a', operator: 'Exists' }],
      nodeSelector: { pool: 'ml' },
      podTemplate: {
        spec: { tolerations: [{ key: 'b', operator: 'Exists' }], nodeSelector: { pool: 'other', disk: 'ssd' } },
      },
    })
    expect(pod.tolerations?.map(({ key }) => key)).toEqual(['b', 'a'])
    expect(pod.nodeSelector).toEqual({ pool: 'ml', disk: 'ssd' })
  })
})
