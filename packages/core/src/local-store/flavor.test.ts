import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesSource } from '../contracts/source.ts'
import { localArtifactStoreConfig } from './config.ts'
import { localArtifactStore } from './flavor.ts'

const { validate, jsonSchema } = localArtifactStoreConfig['~standard']

test('an empty config has its defaults', () => {
  expect(validate({})).toEqual({ value: { path: '.regauge/store', durable: false } })
  expect(validate({ path: '/data', durable: true })).toEqual({ value: { path: '/data', durable: true } })
})

test('every mistake is found at its place', () => {
  expect(validate({ path: '', durable: 'yes', pth: 'x' })).toMatchObject({
    issues: [{ path: ['pth'] }, { path: ['path'] }, { path: ['durable'] }],
  })
})

test('the JSON Schema takes what the validation takes', () => {
  const matches = new Ajv2020().compile(jsonSchema.input({ target: 'draft-2020-12' }))
  const field = fc.oneof(fc.string({ maxLength: 2 }), fc.boolean(), fc.constant(null), fc.integer())
  const config = fc.dictionary(fc.constantFrom('path', 'durable', 'other'), field)
  fc.assert(
    fc.property(fc.oneof(config, fc.jsonValue()), (value) => {
      expect('value' in (validate(value) as object)).toBe(matches(value))
    }),
  )
})

test('a relative path is taken from the root of the project', async () => {
  const projectRoot = await mkdtemp(join(tmpdir(), 'regauge-project-'))
  const config = { path: 'some/store', durable: false }
  await using store = await localArtifactStore.create({ config, components: {}, projectRoot })
  await store.put('a', bytesSource(Buffer.from('x')))
  const absolute = { path: join(projectRoot, 'some/store'), durable: false }
  await using same = await localArtifactStore.create({ config: absolute, components: {}, projectRoot: '/elsewhere' })
  expect(await same.stat('a')).toMatchObject({ size: 1 })
  await rm(projectRoot, { recursive: true })
})
