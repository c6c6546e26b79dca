import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineFlavor } from '../contracts/flavor.ts'
import type { ComponentSpec } from '../spec/stack-spec.ts'
import { referenceNeeds } from './reference-needs.ts'

const flavor = defineFlavor({
  kind: 'artifact-store',
  name: 'vault',
  summary: 'Keeps everything.',
  config: z.object({
    url: z.string(),
    token: z.string().meta({ writeOnly: true }),
    users: z.array(z.object({ password: z.string().meta({ writeOnly: true }) })).default([]),
  }),
  capabilities: { reach: 'network' },
  create: () => Promise.reject(new Error('Nobody makes it here.')),
})

const needsOf = (config: ComponentSpec['config'], env: Readonly<Record<string, string>> = {}) =>
  referenceNeeds([{ component: { flavor: 'vault', config }, flavor }], env)

describe('what references need at another place', () => {
  test('values of the environment travel, those of secret fields as secrets', () => {
    const config = {
      url: 'https://${env:HOST}/${env:PATH_PART}',
      token: '${env:TOKEN}',
      users: [{ password: '${secret:vault.ada}' }, { password: '${env:PASSWORD}' }],
    }
    expect(needsOf(config, { HOST: 'h', PATH_PART: 'p', TOKEN: 't', PASSWORD: 'w', OTHER: 'o' })).toEqual({
      env: { HOST: 'h', PATH_PART: 'p' },
      secretEnv: { TOKEN: 't', PASSWORD: 'w' },
      secrets: ['vault.ada'],
    })
  })

  test('a variable that stands in a secret field anywhere is a secret everywhere', () => {
    expect(needsOf({ url: '${env:TOKEN}', token: '${env:TOKEN}' }, { TOKEN: 't' })).toEqual({
      env: {},
      secretEnv: { TOKEN: 't' },
      secrets: [],
    })
  })

  test('nothing is needed where there is no reference', () => {
    expect(needsOf({ url: 'https://$${env:HOST}' })).toEqual({ env: {}, secretEnv: {}, secrets: [] })
  })

  test('a variable that is not set, and a file of this machine, are refused', () => {
    expect(() => needsOf({ url: '${env:HOST}' })).toThrow(
      expect.objectContaining({
        code: 'STACK_REFERENCE_UNRESOLVED',
        message: expect.stringContaining('"HOST"') as string,
      }),
    )
    expect(() => needsOf({ url: 'x', token: '${file:secrets/token}' })).toThrow(
      expect.objectContaining({ code: 'STACK_FILE_REMOTE', message: expect.stringContaining('"token"') as string }),
    )
  })
})
