import { expect, test } from 'vitest'
import { z } from 'zod'
import { schemaFields } from './schema-fields.ts'

test('the fields of a config tell type, default and what else matters', () => {
  const config = z.object({
    bucket: z.string().describe('Where everything goes.'),
    region: z.enum(['eu', 'us']).default('eu'),
    retries: z.number().int().optional(),
    zones: z.array(z.string()).optional(),
    token: z.string().meta({ writeOnly: true }),
    tls: z.object({ verify: z.boolean().default(true) }).optional(),
    port: z.union([z.string(), z.number()]).optional(),
  })
  expect(schemaFields(z.toJSONSchema(config, { io: 'input' })).map((each) => Object.values(each).join(' | '))).toEqual([
    'bucket | string | required | Where everything goes.',
    'region | "eu" | "us" | default "eu" | ',
    'retries | integer |  | ',
    'zones | list of string |  | ',
    'token | string | required, secret | ',
    'tls | object |  | ',
    'tls.verify | boolean | default true | ',
    'port | string | number |  | ',
  ])
})

test('what is no object has no fields', () => {
  expect(schemaFields({})).toEqual([])
  expect(schemaFields({ type: 'string' })).toEqual([])
})
