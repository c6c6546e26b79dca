import { readFileSync } from 'node:fs'
import { jsonSchemaOf } from '@regauge/core/stack'
import { describe, expect, test } from 'vitest'
import { deadlinesOf, orchestratorConfig, stepOperatorConfig } from './config.ts'
import { RUNNER_IMAGE } from './runner-layout.ts'

const issuesOf = (config: unknown) => {
  const { error } = orchestratorConfig.safeParse(config)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('nothing has to be said, and what is not said is safe', () => {
  expect(stepOperatorConfig.parse({})).toMatchObject({
    maps: 'auto',
    security: { runAsUser: 1000, readOnlyRootFilesystem: true },
    resources: { memory: '512Mi', limitCpu: false },
  })
  expect(orchestratorConfig.parse({})).toMatchObject({ driver: 'cluster', serviceAccount: 'regauge-driver' })
  expect(deadlinesOf(stepOperatorConfig.parse({ deadlines: { pull: '30s' } }))).toEqual({
    noPod: 60_000,
    pull: 30_000,
    pending: 1_800_000,
    warning: 60_000,
    settle: 5_000,
    store: 300_000,
    nodeSilent: 60_000,
    terminating: 60_000,
  })
})

describe('a config is refused', () => {
  test.each([
    [{ namespace: 'My_Team' }, 'namespace: small letters'],
    [{ ttl: '0s' }, 'ttl: a duration'],
    [{ deadlines: { pull: '5 minutes' } }, 'deadlines.pull: a duration'],
    [{ shm: '2gb' }, 'shm: a size'],
    [{ scratch: '0Gi' }, 'scratch: a size'],
    [{ security: { runAsUser: 0 } }, 'security.runAsUser: '],
    [{ security: { privileged: true } }, 'security: Unrecognized key'],
    [{ env: { REGAUGE_INPUT: 'x' } }, 'env.REGAUGE_INPUT: variables that begin with REGAUGE_ are set'],
    [{ labels: { 'regauge.dev/run': 'x' } }, 'labels.regauge.dev/run: this key is set by Regauge'],
    [{ priorityClassName: 'a..b' }, 'priorityClassName: the name of an object'],
    [{ runtimeClassName: 'a.-b' }, 'runtimeClassName: the name of an object'],
    [{ labels: { 'example..com/team': 'x' } }, 'labels.example..com/team: a key'],
    [{ labels: { team: 'a b' } }, 'labels.team: this cannot be the value of a label'],
    [{ volumes: { 'regauge-x': { emptyDir: '1Gi', mountPath: '/x' } } }, 'volumes.regauge-x: names that begin with'],
    [{ volumes: { x: { mountPath: '/x' } } }, 'volumes.x: either "claim" or "emptyDir" is expected'],
    [{ volumes: { x: { emptyDir: '1Gi', mountPath: '/tmp/x' } } }, 'volumes.x.mountPath: this path is taken'],
    [{ podTemplate: { spec: { hostNetwork: true } } }, 'podTemplate.spec.hostNetwork: not here: the restricted'],
    [
      { podTemplate: { spec: { serviceAccountName: 'x' } } },
      'podTemplate.spec.serviceAccountName: not here: say it in',
    ],
    [{ podTemplate: { spec: { volumes: [{ name: 'x', hostPath: {} }] } } }, 'podTemplate.spec.volumes.0.hostPath: '],
    [
      { podTemplate: { metadata: { labels: { 'regauge.dev/run': 'x' } } } },
      'podTemplate.metadata.labels.regauge.dev/run',
    ],
  ])('%j', (config, issue) => {
    expect(issuesOf(config)).toEqual([expect.stringContaining(issue)])
  })

  test('of a step operator for what only the orchestrator has', () => {
    expect(stepOperatorConfig.safeParse({ driver: 'client' }).success).toBe(false)
  })
})

describe('the config for people', () => {
  const fields = fieldsOf(jsonSchemaOf(orchestratorConfig)!)

  test('has a description in every field', () => {
    expect(fields.length).toBeGreaterThan(60)
    expect(fields.filter(({ description }) => !description?.endsWith('.')).map(({ path }) => path)).toEqual([])
  })

  test('stands in docs/kubernetes.md, every field of it', () => {
    const text = readFileSync(new URL('../../../docs/kubernetes.md', import.meta.url), 'utf8')
    // A driver tolerates what a step can tolerate, which the page says once.
    const paths = fields.map(({ path }) => path.replace(/^driverPod\.(?=tolerations\.)/, ''))
    expect(paths.filter((path) => !text.includes(`\`${path}\``))).toEqual([])
  })
})

test('the runner image is that of this version', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  expect(RUNNER_IMAGE).toBe(`localhost/regauge-runner:${version}`)
})

interface Field {
  readonly path: string
  readonly description: string | undefined
}

/** All fields of a JSON Schema by their paths, those of lists and of named members included. */
function fieldsOf(schema: Readonly<Record<string, unknown>>, within = ''): readonly Field[] {
  const inner = ['anyOf', 'oneOf'].flatMap((word) => (Array.isArray(schema[word]) ? (schema[word] as unknown[]) : []))
  const below = [...inner, schema['items'], schema['additionalProperties']].filter(isSchema)
  const own = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  return [
    ...below.flatMap((each) => fieldsOf(each, within)),
    ...own.flatMap(([name, field]) => {
      if (!isSchema(field)) return []
      const path = within === '' ? name : `${within}.${name}`
      // A description that is text, or none.
      const description = field['description'] as string | undefined
      return [{ path, description }, ...fieldsOf(field, path)]
    }),
  ]
}

function isSchema(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
