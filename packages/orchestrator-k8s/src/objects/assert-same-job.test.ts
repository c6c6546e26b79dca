import { REMOTE_ENV } from '@regauge/core/remote'
import { describe, expect, test } from 'vitest'
import { assertSameJob } from './assert-same-job.ts'
import { ANNOTATIONS, LABELS } from './keys.ts'
import { bundle, driverScope, envelope } from './scope.fixture.ts'
import { stepJob } from './step-job.ts'

const ENVIRONMENT = { env: { [REMOTE_ENV.assignment]: '{}' }, secretEnv: {} }

describe('a Job that is there already', () => {
  const wanted = stepJob(bundle(), ENVIRONMENT, driverScope())

  test('is adopted where it works off the same attempts, also one of an earlier epoch with another config', () => {
    expect(() => assertSameJob(structuredClone(wanted), wanted)).not.toThrow()
    const later = { ...driverScope({ shm: '1Gi' }), epoch: 2 }
    expect(() => assertSameJob(wanted, stepJob(bundle(), ENVIRONMENT, later))).not.toThrow()
  })

  test.each([
    ['another run', LABELS.run, stepJob(bundle(), ENVIRONMENT, { ...driverScope(), run: 'another' })],
    [
      'other attempts',
      ANNOTATIONS.attempt,
      stepJob(bundle({ envelopes: [envelope({ attempt: 3 })] }), ENVIRONMENT, driverScope()),
    ],
    ['another spec in the same epoch', ANNOTATIONS.spec, stepJob(bundle(), ENVIRONMENT, driverScope({ shm: '1Gi' }))],
  ])('is refused where it is of %s', (_, differing, existing) => {
    expect(() => assertSameJob(existing, wanted)).toThrow(
      expect.objectContaining({ code: 'KUBERNETES_OBJECT_FOREIGN', message: expect.stringContaining(differing) }),
    )
  })
})
