import { isRegaugeError } from '@regauge/core/errors'
import { describe, expect, test } from 'vitest'
import { createObject } from './create-object.ts'
import { deleteObject } from './delete-object.ts'
import { getObject } from './get-object.ts'
import { listObjects } from './list-objects.ts'
import { patchObject } from './patch-object.ts'
import { pause } from './pause.ts'
import { JOBS, PODS, SECRETS } from './resources.ts'
import { scriptedClient, startScriptedApi, type ScriptedApiOptions } from './scripted-api.fixture.ts'
import type { Fault } from './scripted-request.fixture.ts'
import type { ApiClientOptions } from './api-client.ts'

const JOB = { metadata: { name: 'fit' } }

/** A fault of the first requests of a verb. */
const first = (verb: string, fault: Fault, times = 1): ScriptedApiOptions => ({
  script: (request) => (request.verb === verb && request.count <= times ? fault : undefined),
})

async function open(api: ScriptedApiOptions = {}, options: ApiClientOptions = {}) {
  const stack = new AsyncDisposableStack()
  const server = stack.use(await startScriptedApi(api))
  const client = stack.use(scriptedClient(server, options))
  return { server, client, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const caught = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown)

describe('a read', () => {
  for (const [what, fault] of Object.entries({
    'a server that wants to be asked less': { status: 429, retryAfter: 1 },
    'a failure of the server': { status: 500 },
    'a server that is starting': { status: 503, retryAfter: 1 },
    'a server that has not read its roles': { status: 403, message: 'x cannot get y: RBAC: role "z" not found' },
    'a connection that breaks': 'reset',
    'an answer that is lost': 'lost answer',
    'an answer that never comes': 'silent',
    'an answer that breaks off': 'cut',
    'an answer that comes byte by byte': 'slow loris',
    'an answer that is no JSON': 'invalid json',
    'a packed answer that breaks off': 'truncated gzip',
  } satisfies Record<string, Fault>)) {
    test(`outlives ${what}`, async () => {
      await using opened = await open(first('get', fault, 2))
      opened.server.objects.put('pods', { metadata: { name: 'a' } }, 'ml')
      expect(await getObject(opened.client, PODS, { name: 'a' })).toMatchObject({ metadata: { name: 'a' } })
      expect(opened.client.requests).toEqual([{ verb: 'get', resource: 'pods', count: 3 }])
    })
  }

  test('gives up when its patience is at an end, and says what the server said', async () => {
    await using opened = await open(first('get', { status: 503, message: 'etcd is away.' }, 10_000))
    expect(await caught(getObject(opened.client, PODS, { name: 'a', patienceMs: 50 }))).toMatchObject({
      code: 'KUBERNETES_UNREACHABLE',
      message: `The API server at "${opened.server.url}" did not get pods "a" in namespace "ml": etcd is away (503).`,
      details: { status: 503, verb: 'get' },
    })
  })

  test('says that nothing came in time', async () => {
    await using opened = await open(first('get', 'silent', 10_000), { timings: { requestMs: 20 } })
    expect(await caught(getObject(opened.client, PODS, { name: 'a', patienceMs: 0 }))).toMatchObject({
      code: 'KUBERNETES_UNREACHABLE',
      message: `The API server at "${opened.server.url}" gave no answer to: get pods "a" in namespace "ml": no answer within 0.02 s.`,
    })
  })

  test('that is aborted while the server is silent throws the reason', async () => {
    const abort = new AbortController()
    const reason = new Error('not wanted any more')
    await using opened = await open({
      script() {
        abort.abort(reason)
        return 'silent'
      },
    })
    await expect(getObject(opened.client, PODS, { name: 'a', signal: abort.signal })).rejects.toBe(reason)
  })

  test('that is aborted between two requests throws the reason', async () => {
    const abort = new AbortController()
    const reason = new Error('not wanted any more')
    const script = () => {
      setImmediate(() => abort.abort(reason))
      return { status: 429, retryAfter: 3600 }
    }
    await using opened = await open({ script }, { timings: { longestRetryAfterMs: 1e6, patienceMs: 1e9 } })
    await expect(getObject(opened.client, PODS, { name: 'a', signal: abort.signal })).rejects.toBe(reason)
  })

  test('of a server that is not there names what the system says', async () => {
    const opened = await open()
    await opened.server[Symbol.asyncDispose]()
    const failure = await caught(getObject(opened.client, PODS, { name: 'a', patienceMs: 10 }))
    expect(failure).toMatchObject({ code: 'KUBERNETES_UNREACHABLE' })
    expect(String(failure)).toContain('ECONNREFUSED')
    await opened.client[Symbol.asyncDispose]()
  })
})

describe('a list', () => {
  test('is read page by page', async () => {
    await using opened = await open()
    for (let index = 0; index < 7; index += 1)
      opened.server.objects.put('pods', { metadata: { name: `p${index}` } }, 'ml')
    const list = await listObjects(opened.client, PODS, { pageSize: 3, project: ({ metadata }) => metadata?.name })
    expect(list.items).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'])
    expect(opened.server.requests.map(({ query }) => query.get('limit'))).toEqual(['3', '3', '3'])
  })

  test('begins again where its next page has expired, and is asked for whole at last', async () => {
    const script: ScriptedApiOptions['script'] = ({ query }) =>
      query.has('continue') ? { status: 410, reason: 'Expired' } : undefined
    await using opened = await open({ script })
    for (let index = 0; index < 4; index += 1)
      opened.server.objects.put('pods', { metadata: { name: `p${index}` } }, 'ml')
    const list = await listObjects(opened.client, PODS, { pageSize: 3, project: ({ metadata }) => metadata?.name })
    expect(list.items).toEqual(['p0', 'p1', 'p2', 'p3'])
    expect(opened.server.requests.at(-1)!.query.has('limit')).toBe(false)
  })

  test('takes what it keeps from objects that say what they are', async () => {
    await using opened = await open()
    opened.server.objects.put('jobs', { metadata: { name: 'a' } }, 'ml')
    const { items } = await listObjects(opened.client, JOBS, { project: ({ kind, apiVersion }) => [kind, apiVersion] })
    expect(items).toEqual([['Job', 'batch/v1']])
  })
})

describe('a creation', () => {
  test('asks for unknown fields to be refused', async () => {
    await using opened = await open()
    const { object, wasThere } = await createObject(opened.client, JOBS, { object: JOB })
    expect(object).toMatchObject({ kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'fit', namespace: 'ml' } })
    expect(wasThere).toBe(false)
    expect(opened.server.requests[0]!.query.get('fieldValidation')).toBe('Strict')
  })

  test('gives what the server warns of', async () => {
    const warnings = ['would violate PodSecurity "restricted:latest"', 'a "quoted" word']
    await using opened = await open(first('create', { warnings }))
    expect(await createObject(opened.client, JOBS, { object: JOB })).toMatchObject({ warnings })
  })

  test('that is a dry run leaves nothing', async () => {
    await using opened = await open()
    await createObject(opened.client, JOBS, { object: JOB, dryRun: true })
    expect(opened.server.objects.select('jobs')).toEqual([])
  })

  for (const fault of ['lost answer', 'silent', 'reset'] as const) {
    test(`of a deterministic name is asked again after ${fault}, and gives the object that stands`, async () => {
      await using opened = await open(first('create', fault, 2))
      const created = await createObject(opened.client, JOBS, { object: JOB, isDeterministic: true })
      expect(created.wasThere).toBe(fault !== 'reset')
      expect(opened.server.objects.select('jobs')).toMatchObject([{ metadata: { uid: created.object.metadata!.uid } }])
    })

    test(`of another name is not asked again after ${fault}`, async () => {
      await using opened = await open(first('create', fault))
      const failure = await caught(createObject(opened.client, JOBS, { object: JOB }))
      expect(failure).toMatchObject({ code: 'KUBERNETES_UNREACHABLE' })
      expect(opened.server.requests).toHaveLength(1)
    })
  }

  test('whose name was taken before says so', async () => {
    await using opened = await open(first('create', { status: 429 }, 2))
    opened.server.objects.put('jobs', JOB, 'ml')
    const failure = await caught(createObject(opened.client, JOBS, { object: JOB, isDeterministic: true }))
    expect(failure).toMatchObject({ code: 'KUBERNETES_OBJECT_EXISTS', details: { status: 409 } })
  })

  test('that may have taken effect is one whose name is taken, where nobody may look', async () => {
    const denied = { status: 403, message: 'secrets "key" is forbidden: User "ada" cannot get resource "secrets"' }
    const script: ScriptedApiOptions['script'] = ({ verb, count }) =>
      verb === 'get' ? denied : count === 1 ? 'lost answer' : undefined
    await using opened = await open({ script })
    const object = { metadata: { name: 'key' } }
    const failure = await caught(createObject(opened.client, SECRETS, { object, isDeterministic: true }))
    expect(failure).toMatchObject({ code: 'KUBERNETES_OBJECT_EXISTS' })
  })

  for (const [fault, count] of [
    [{ status: 429 }, 2],
    [{ status: 503, retryAfter: 1 }, 2],
    [{ status: 500 }, 1],
  ] as const) {
    test(`of any name is sent ${count} times where the first answer is ${JSON.stringify(fault)}`, async () => {
      await using opened = await open(first('create', fault))
      await caught(createObject(opened.client, JOBS, { object: JOB }))
      expect(opened.server.requests).toHaveLength(count)
    })
  }

  test('waits while as many as may be are under way', async () => {
    const gate = Promise.withResolvers<void>()
    const full = Promise.withResolvers<void>()
    let underWay = 0
    let most = 0
    const script: ScriptedApiOptions['script'] = () => {
      underWay += 1
      most = Math.max(most, underWay)
      if (underWay === 3) full.resolve()
      return { after: gate.promise.then(() => (underWay -= 1)) }
    }
    await using opened = await open({ script }, { maxInFlightCreates: 3, timings: { requestMs: 60_000 } })
    const names = Array.from({ length: 12 }, (_, index) => `job-${index}`)
    const creating = names.map((name) => createObject(opened.client, JOBS, { object: { metadata: { name } } }))
    await full.promise
    gate.resolve()
    await Promise.all(creating)
    expect(most).toBe(3)
    expect(opened.server.objects.select('jobs')).toHaveLength(12)
  })
})

describe('a patch', () => {
  test('is merged, and gives what the object is then', async () => {
    await using opened = await open()
    opened.server.objects.put('jobs', { ...JOB, spec: { suspend: true, parallelism: 2 } }, 'ml')
    const patch = { spec: { suspend: null } }
    expect(await patchObject(opened.client, JOBS, { name: 'fit', type: 'merge', patch })).toMatchObject({
      spec: { parallelism: 2 },
    })
    expect(opened.server.requests[0]!.headers['content-type']).toBe('application/merge-patch+json')
  })
})

describe('a deletion', () => {
  test('takes along what the object owns', async () => {
    await using opened = await open()
    const { uid } = opened.server.objects.put('jobs', JOB, 'ml').metadata
    const ownerReferences = [{ uid, kind: 'Job', name: 'fit', apiVersion: 'batch/v1' }]
    opened.server.objects.put('pods', { metadata: { name: 'fit-x', ownerReferences } }, 'ml')
    expect(await deleteObject(opened.client, JOBS, { name: 'fit' })).toBe(true)
    expect(opened.server.objects.select('pods')).toEqual([])
  })

  test('of what is not there is none', async () => {
    await using opened = await open()
    expect(await deleteObject(opened.client, JOBS, { name: 'fit' })).toBe(false)
  })

  test('is asked again after a lost answer', async () => {
    await using opened = await open(first('delete', 'lost answer'))
    opened.server.objects.put('jobs', JOB, 'ml')
    await deleteObject(opened.client, JOBS, { name: 'fit' })
    expect(opened.server.objects.select('jobs')).toEqual([])
    expect(opened.server.requests).toHaveLength(2)
  })

  test('of an object that is another one by now is refused', async () => {
    await using opened = await open()
    opened.server.objects.put('jobs', JOB, 'ml')
    const failure = await caught(deleteObject(opened.client, JOBS, { name: 'fit', preconditions: { uid: 'another' } }))
    expect(failure).toMatchObject({ code: 'KUBERNETES_CONFLICT' })
  })
})

describe('credentials', () => {
  test('are had anew once where the server refuses them', async () => {
    await using opened = await open({
      script: ({ headers }) => (headers.authorization === 'Bearer new' ? undefined : { status: 401 }),
    })
    let token = 'old'
    const { connection } = opened.server
    const secure = async () => ({ ...(await connection.secure()), headers: { authorization: `Bearer ${token}` } })
    const renewing = { ...connection, secure, renew: () => Promise.resolve(void (token = 'new')) }
    await using client = scriptedClient({ ...opened.server, connection: renewing })
    expect(await getObject(client, PODS, { name: 'a' })).toBeUndefined()
    expect(opened.server.requests).toHaveLength(2)
  })

  test('that stay refused are a coded error without their value', async () => {
    await using opened = await open({ script: () => ({ status: 401, message: 'Unauthorized' }) })
    const failure = await caught(getObject(opened.client, PODS, { name: 'a' }))
    expect(failure).toMatchObject({ code: 'KUBERNETES_UNAUTHENTICATED' })
    expect(opened.server.requests).toHaveLength(2)
  })
})

describe('a refusal', () => {
  const quota = 'jobs.batch "fit" is forbidden: exceeded quota: small, requested: cpu=4, used: cpu=1, limited: cpu=2'
  const denial = 'jobs.batch is forbidden: User "ada" cannot create resource "jobs" in API group "batch"'
  const policy = 'pods "fit" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'
  for (const [code, fault] of [
    ['KUBERNETES_DENIED', { status: 403, reason: 'Forbidden', message: denial }],
    ['KUBERNETES_QUOTA_EXCEEDED', { status: 403, reason: 'Forbidden', message: quota }],
    ['KUBERNETES_OBJECT_INVALID', { status: 403, reason: 'Forbidden', message: policy }],
    ['KUBERNETES_OBJECT_INVALID', { status: 422, reason: 'Invalid', message: 'Job "fit" is invalid: spec.x: wrong' }],
    ['KUBERNETES_OBJECT_INVALID', { status: 400, reason: 'BadRequest', message: 'unknown field "spec.wrong"' }],
    ['KUBERNETES_NAMESPACE_MISSING', { status: 403, causes: [{ reason: 'NamespaceTerminating' }] }],
    ['KUBERNETES_UNSUITABLE', { status: 404, message: '404 page not found' }],
    ['KUBERNETES_UNSUITABLE', { status: 405 }],
    ['KUBERNETES_CONFLICT', { status: 409, reason: 'Conflict' }],
  ] as const) {
    test(`of status ${fault.status} (${'message' in fault ? fault.message : ''}) is a ${code}, asked once`, async () => {
      await using opened = await open({ script: () => fault })
      const failure = await caught(createObject(opened.client, JOBS, { object: JOB, isDeterministic: true }))
      expect(failure).toMatchObject({ code, details: { status: fault.status, namespace: 'ml', verb: 'create' } })
      expect(isRegaugeError(failure) && failure.hint).toBeTruthy()
      expect(opened.server.requests).toHaveLength(1)
    })
  }

  test('of permission names the verb, the resource and the namespace, and what prints the Role', async () => {
    await using opened = await open({ script: () => ({ status: 403, message: denial }) })
    expect(await caught(createObject(opened.client, JOBS, { object: JOB }))).toMatchObject({
      message: `The API server at "${opened.server.url}" did not create jobs.batch "fit" in namespace "ml": ${denial} (403).`,
      hint: 'Allow "create" on "jobs.batch" in namespace "ml": `regauge k8s manifests` prints the Role.',
    })
  })

  test('of a namespace says how to make it', async () => {
    await using opened = await open()
    expect(await caught(createObject(opened.client, JOBS, { object: JOB, namespace: 'elsewhere' }))).toMatchObject({
      code: 'KUBERNETES_NAMESPACE_MISSING',
      hint: 'Make it: regauge k8s manifests --namespace elsewhere | kubectl apply -f -; or correct "namespace" in the config of the component.',
    })
  })

  test('of a pod without a service account says how to make one', async () => {
    const message = 'pods "fit" is forbidden: error looking up service account ml/a: serviceaccount "a" not found'
    await using opened = await open({ script: () => ({ status: 403, message }) })
    expect(await caught(createObject(opened.client, PODS, { object: { metadata: { name: 'fit' } } }))).toMatchObject({
      code: 'KUBERNETES_OBJECT_INVALID',
      hint: 'Make it, e.g. that of drivers: regauge k8s manifests --namespace ml | kubectl apply -f -',
    })
  })

  test('lists the causes that the message leaves out', async () => {
    const causes = [{ field: 'spec.template', message: 'no image of that registry' }]
    await using opened = await open({ script: () => ({ status: 422, message: 'a policy says no', causes }) })
    expect(await caught(createObject(opened.client, JOBS, { object: JOB }))).toMatchObject({
      message: expect.stringContaining('a policy says no; spec.template: no image of that registry (422).') as string,
    })
  })
})

describe('row 18: a server that is busy or slow for a long time', () => {
  test('is asked again and again until it is not, and nothing fails or is done twice', async () => {
    const script: ScriptedApiOptions['script'] = ({ verb, count }) => {
      if (verb !== 'create') return undefined
      if (count <= 200) return count % 3 === 0 ? { status: 503, retryAfter: 1 } : { status: 429, retryAfter: 1 }
      return count % 5 === 0 ? 'lost answer' : { after: pause(count % 50) }
    }
    await using opened = await open({ script }, { timings: { patienceMs: 60_000 } })
    const names = Array.from({ length: 40 }, (_, index) => `job-${index}`)
    const creating = names.map((name) =>
      createObject(opened.client, JOBS, { object: { metadata: { name } }, isDeterministic: true }),
    )
    const created = await Promise.all(creating)
    expect(created.map(({ object }) => object.metadata?.name)).toEqual(names)
    expect(opened.server.objects.select('jobs')).toHaveLength(40)
  })
})
