import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSecrets } from './open-secrets.ts'
import { createProject, errorOf, type FixtureProject } from './project.fixture.ts'
import { isReferenceOnly, parseReferences } from './references.ts'
import { createResolvers, resolveReferences } from './resolve-references.ts'

describe('a text', () => {
  test.each([
    ['plain', ['plain']],
    ['', []],
    ['${env:A}', [{ scheme: 'env', name: 'A' }]],
    ['a${env:A}b${secret:hf.token}', ['a', { scheme: 'env', name: 'A' }, 'b', { scheme: 'secret', name: 'hf.token' }]],
    ['$${env:A}', ['${', 'env:A}']],
    ['$$${env:A}', ['$${', 'env:A}']],
    ['$5 and $', ['$5 and $']],
    ['${file:conf/a b.txt}', [{ scheme: 'file', name: 'conf/a b.txt' }]],
  ])('%j is taken apart into literals and references', (text, parts) => {
    expect(parseReferences(text)).toEqual({ parts, problems: [] })
  })

  test.each(['${', '${}', '${A}', '${env:}', '${env:a-b}', '${file:}', '${file:/etc/passwd}', '${file:a/../../b}'])(
    '%j is no reference',
    (text) => {
      expect(parseReferences(text).problems).toHaveLength(1)
      expect(isReferenceOnly(text)).toBe(false)
    },
  )

  test('is a reference only where nothing stands beside it', () => {
    expect(isReferenceOnly('${secret:a.b}')).toBe(true)
    expect(isReferenceOnly('Bearer ${secret:a.b}')).toBe(false)
    expect(isReferenceOnly('$${secret:a.b}')).toBe(false)
  })

  test('of whatever kind comes back unchanged when its "${" are escaped', async () => {
    await using project = await createProject({})
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', ':') }), async (text) => {
        const escaped = text.replaceAll('${', () => '$${')
        expect(await resolveReferences(escaped, resolversOf(project, {}))).toBe(text)
      }),
    )
  })
})

function resolversOf(project: FixtureProject, env: Record<string, string>) {
  return createResolvers({ projectRoot: project.root, env, secrets: openSecrets(project, { env }) })
}

describe('resolving', () => {
  test('replaces references wherever they stand and leaves everything else as it is', async () => {
    await using project = await createProject({ 'conf/region.txt': 'eu-west-1\n' })
    const resolvers = resolversOf(project, { HOST: 'db', REGAUGE_SECRET_DB_PASSWORD: 's3cret' })
    const config = {
      url: 'https://${env:HOST}:${secret:db.password}@x/$${y}',
      list: ['${file:conf/region.txt}', 1, true, null],
    }
    expect(await resolveReferences(config, resolvers)).toEqual({
      url: 'https://db:s3cret@x/${y}',
      list: ['eu-west-1', 1, true, null],
    })
    expect(config.list[0]).toBe('${file:conf/region.txt}')
  })

  test('a resolved value is not searched for references again', async () => {
    await using project = await createProject({})
    expect(await resolveReferences('${env:A}', resolversOf(project, { A: '${env:B}' }))).toBe('${env:B}')
  })

  test('names what is not there', async () => {
    await using project = await createProject({})
    const resolve = (text: string) => errorOf(resolveReferences(text, resolversOf(project, {})))
    expect(await resolve('${env:NOWHERE}')).toMatchObject({
      code: 'STACK_REFERENCE_UNRESOLVED',
      message: 'The environment variable "NOWHERE" is not set.',
    })
    expect(await resolve('${file:nowhere.txt}')).toMatchObject({ code: 'STACK_REFERENCE_UNRESOLVED' })
    expect((await resolve('${file:nowhere.txt}')).message).toContain('"nowhere.txt"')
    expect(await resolve('${secret:no.where}')).toMatchObject({ code: 'SECRET_NOT_FOUND' })
  })

  test('never leaves the project, not even through a symbolic link', async () => {
    await using outside = await createProject({ 'secret.txt': 'treasure' })
    await using project = await createProject({ 'inside.txt': 'fine' })
    await symlink(join(outside.root, 'secret.txt'), join(project.root, 'link.txt'))
    await symlink(outside.root, join(project.root, 'folder'))
    await symlink('inside.txt', join(project.root, 'good.txt'))
    const resolvers = resolversOf(project, {})
    expect(await resolveReferences('${file:good.txt}', resolvers)).toBe('fine')
    for (const path of ['link.txt', 'folder/secret.txt']) {
      const error = await errorOf(resolveReferences(`\${file:${path}}`, resolvers))
      expect(error.code).toBe('STACK_REFERENCE_OUTSIDE')
      expect(JSON.stringify([error.message, error.details])).not.toContain('treasure')
    }
  })
})
