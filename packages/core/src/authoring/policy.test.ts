import { describe, expect, test } from 'vitest'
import type { PolicySpec } from '../spec/policy.ts'
import { pipeline } from './pipeline.ts'
import { policyAmong } from './policy.ts'
import { step } from './step.ts'

const ALL: PolicySpec = {
  retry: {
    attempts: 3,
    infrastructure: 0,
    delay: '1.5s',
    maxDelay: '1m',
    backoff: 1,
    jitter: 0,
    onOom: { memory: 2, max: '32Gi' },
  },
  timeout: '250ms',
  grace: '0s',
  resources: { cpu: 0.5, memory: '512Mi', gpu: 0 },
  image: 'python:3.12-slim',
  operator: 'gpu',
  env: { HTTP_PROXY: '', 'a.b': 'c' },
  secrets: ['aws.key'],
}

describe('policies among options', () => {
  test('every field that makes sense is taken as it is, and nothing else', () => {
    expect(policyAmong({ ...ALL, name: 'x' } as PolicySpec, 'Here')).toEqual(ALL)
  })

  test.each<[string, unknown]>([
    ['retry', 3],
    ['retry.attempts', { retry: { attempts: 0 } }],
    ['retry.attempts', { retry: { attempts: 1.5 } }],
    ['retry.infrastructure', { retry: { infrastructure: -1 } }],
    ['retry.delay', { retry: { delay: '10 seconds' } }],
    ['retry.maxDelay', { retry: { maxDelay: 10 } }],
    ['retry.backoff', { retry: { backoff: 0.5 } }],
    ['retry.jitter', { retry: { jitter: 2 } }],
    ['retry.onOom.memory', { retry: { onOom: { memory: 0.5 } } }],
    ['retry.onOom.max', { retry: { onOom: { memory: 2, max: '2GB' } } }],
    ['retry.times', { retry: { times: 3 } }],
    ['timeout', { timeout: '5 minutes' }],
    ['grace', { grace: 10 }],
    ['resources.cpu', { resources: { cpu: 0 } }],
    ['resources.memory', { resources: { memory: '16' } }],
    ['resources.gpu', { resources: { gpu: 0.5 } }],
    ['image', { image: ' ' }],
    ['operator', { operator: 'a b' }],
    ['env', { env: { A: 1 } }],
    ['env', { env: { 'A=B': '1' } }],
    ['secrets', { secrets: 'aws.key' }],
  ])('%s is refused where it makes no sense', (field, given) => {
    const options = { name: 's', run() {}, ...(typeof given === 'object' ? given : { [field]: given }) }
    expect(() => step(options as Parameters<typeof step>[0])).toThrow(
      expect.objectContaining({
        code: 'AUTHORING_POLICY_INVALID',
        message: expect.stringMatching(new RegExp(`^Step "s": .*${field.replaceAll('.', '\\.')}`)) as unknown,
        hint: expect.stringMatching(/\S/) as unknown,
      }),
    )
  })

  test('the values of an environment stay out of the message', () => {
    const env = { TOKEN: 5 as unknown as string, OTHER: 'hush' }
    expect(() => step({ name: 's', env, run() {} })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hush') as unknown }),
    )
  })

  test('a call and a pipeline are checked like a step', () => {
    const quiet = step({ name: 'quiet', run() {} })
    const call = pipeline({ name: 'p', build: ({ run }) => void run(quiet, {}, { retry: { attempts: 0 } }) })
    expect(() => call.toSpec()).toThrow(/^Pipeline "p", node "quiet": retry\.attempts is 0/)
    expect(() => pipeline({ name: 'p', grace: 'soon' as '1s', build() {} })).toThrow(/^Pipeline "p": grace is "soon"/)
  })
})
