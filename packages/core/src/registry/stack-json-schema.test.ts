import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadStack } from './load-stack.ts'
import { findProject } from './project.ts'
import { stackJsonSchema } from './stack-json-schema.ts'

const STACKS = new URL('../../../../stacks/', import.meta.url)

test('the schema for editors is the one that the check of stack files gives; `node scripts/schemas.ts` writes it', async () => {
  const file = await readFile(new URL('../../schemas/stack.schema.json', import.meta.url), 'utf8')
  expect(file).toBe(`${JSON.stringify(stackJsonSchema(), undefined, 2)}\n`)
})

test('every example stack loads, fits the schema and names it', async () => {
  const validate = new Ajv2020({ strict: false }).compile(stackJsonSchema())
  const files = (await readdir(STACKS)).filter((file) => file.endsWith('.yaml'))
  expect(files).toEqual(expect.arrayContaining(['ci.yaml', 'local.yaml']))
  const project = await findProject(new URL('.', STACKS).pathname)
  for (const file of files) {
    const text = await readFile(new URL(file, STACKS), 'utf8')
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/packages\/core\/schemas\/stack\.schema\.json$/m)
    expect([file, validate(parse(text)), validate.errors]).toEqual([file, true, null])
    await loadStack(project, file.replace(/\.yaml$/, ''))
  }
})

test('the schema refuses what the check refuses', () => {
  const validate = new Ajv2020({ strict: false }).compile(stackJsonSchema())
  expect(validate({ name: 'a', package: [] })).toBe(false)
  expect(validate({ name: 'a', defaults: { timeout: '5 minutes' } })).toBe(false)
  expect(validate({ name: 'a', packages: ['./../x'] })).toBe(false)
  expect(validate({ name: 'a', components: { 'step-operators': { orchestrator: { flavor: 'x' } } } })).toBe(false)
})
