import { expect, test } from 'vitest'
import type { PolicySpec } from '../../spec/policy.ts'
import { BUILT_IN_POLICY } from '../built-in-policy.ts'
import { outlineOf } from '../outline.ts'
import { hookNode, pipelineSpec, refusalText, stepNode, TRAINING } from '../specs.fixture.ts'
import { checkPolicies } from './check-policies.ts'

const refused = (spec: Parameters<typeof outlineOf>[0], stack: PolicySpec = {}) =>
  checkPolicies(outlineOf(spec), [{ place: 'Stack "mixed", defaults', policy: stack }]).map(refusalText)
const policy = (wrong: object) => pipelineSpec([stepNode('fit', {}, { policy: wrong })])

test('lets sound policies through', () => {
  expect(refused(TRAINING, BUILT_IN_POLICY)).toEqual([])
  expect(
    refused(policy({ retry: { attempts: 1, infrastructure: 0, delay: '0s', jitter: 0 }, resources: { gpu: 0 } })),
  ).toEqual([])
})

test.each([
  [
    'retry',
    policy({ retry: { attempts: 0, infrastructure: -1, delay: '2 s', maxDelay: '5', backoff: 0.5, jitter: 2 } }),
  ],
  ['memory after running out of it', policy({ retry: { onOom: { memory: 0.5, max: '16GB' } } })],
  ['limits of time', policy({ timeout: '0s', grace: 'soon' })],
  ['resources', policy({ resources: { cpu: 0, memory: '1 GiB', gpu: 0.5 } })],
  ['empty names', policy({ image: '', operator: '' })],
  ['environment and secrets', policy({ env: { 'A B': '1' }, secrets: ['token'] })],
  ['the pipeline itself', pipelineSpec([], { policy: { timeout: 'long' as never }, deadline: '-1h' as never })],
  ['a hook', pipelineSpec([], { hooks: [hookNode('onEnd', { policy: { timeout: '0s' } })] })],
])('refuses values out of range: %s', (_, spec) => {
  expect(refused(spec).join('\n')).toMatchSnapshot()
})

test('names the stack where its defaults are at fault', () => {
  expect(refused(pipelineSpec([]), { retry: { attempts: 1.5 } })).toEqual([
    'PLAN_POLICY_INVALID: Stack "mixed", defaults: retry.attempts is 1.5. Expected a whole number from 1.',
  ])
})
