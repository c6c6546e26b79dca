import type { V1Pod } from '@kubernetes/client-node'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { followObjects, type Change, type FollowTimings } from './follow-objects.ts'
import { PODS } from './resources.ts'
import { scriptedClient, startScriptedApi, type ScriptedApi, type ScriptedApiOptions } from './scripted-api.fixture.ts'
import type { Fault } from './scripted-request.fixture.ts'
import { eventLine } from './scripted-streams.fixture.ts'
import type { Wire } from './wire.ts'

/** A pod as the tests keep it: `name phase`. */
const project = ({ metadata, status }: Wire<V1Pod>) => `${metadata?.name ?? ''} ${status?.phase ?? ''}`

const NEVER = 1e8

/** What waits does so for a long time, unless a test is about it. */
const PATIENT: Partial<FollowTimings> = { silenceMs: NEVER, relistMs: [NEVER, NEVER], watchMs: [NEVER, NEVER] }

/** A follower of the pods of a server, with what it has told. */
async function follow(options: ScriptedApiOptions = {}, timings: Partial<FollowTimings> = {}) {
  const stack = new AsyncDisposableStack()
  const server = stack.use(await startScriptedApi(options))
  const client = stack.use(scriptedClient(server))
  const abort = new AbortController()
  const told: string[] = []
  const troubles: string[] = []
  const waiting = new Set<() => void>()
  const following = (async () => {
    const changes = followObjects(client, PODS, {
      project,
      signal: abort.signal,
      timings: { ...PATIENT, ...timings },
      onTrouble: ({ code }) => troubles.push(code),
    })
    for await (const change of changes) {
      told.push(textOf(change))
      for (const look of waiting) look()
    }
  })()
  // Whoever disposes sees the failure.
  following.catch(() => undefined)
  stack.defer(async () => {
    abort.abort()
    await following
  })
  /** Resolves as soon as what was told is as wanted. */
  const until = async (isWanted: () => boolean) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = () => isWanted() && resolve()
    waiting.add(look)
    look()
    await Promise.race([promise, following])
    waiting.delete(look)
  }
  return {
    server,
    client,
    abort,
    following,
    told,
    troubles,
    until,
    tells: (text: string) => until(() => told.includes(text)),
    synced: (times: number) => until(() => told.filter((each) => each === 'synced').length >= times),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function textOf(change: Change<string>): string {
  return change.kind === 'synced' ? 'synced' : `${change.kind} ${change.object}`
}

/** A pod comes to a phase. */
function put(server: ScriptedApi, name: string, phase: string) {
  return server.objects.put('pods', { metadata: { name }, status: { phase } }, 'ml')
}

/** A fault of the first watches, or of the first lists. */
const first = (verb: 'watch' | 'list', fault: Fault, times = 1): ScriptedApiOptions => ({
  script: (request) => (request.verb === verb && request.count <= times ? fault : undefined),
})

describe('following objects', () => {
  test('tells what is there, that this is all, and then what becomes of it', async () => {
    await using followed = await follow()
    put(followed.server, 'a', 'Pending')
    await followed.synced(1)
    put(followed.server, 'a', 'Running')
    put(followed.server, 'b', 'Pending')
    followed.server.objects.remove('pods', followed.server.objects.find('pods', 'a', 'ml')!)
    await followed.tells('deleted a Running')
    expect(followed.told.filter((text) => !text.startsWith('added a'))).toEqual([
      'synced',
      'modified a Running',
      'added b Pending',
      'deleted a Running',
    ])
  })

  test('asks for bookmarks from the version of the list, and only for what is selected', async () => {
    await using server = await startScriptedApi()
    await using client = scriptedClient(server)
    const abort = new AbortController()
    server.objects.put('pods', { metadata: { name: 'mine', labels: { run: '1' } } }, 'ml')
    server.objects.put('pods', { metadata: { name: 'other', labels: { run: '2' } } }, 'ml')
    const changes = followObjects(client, PODS, { project, labelSelector: 'run=1', signal: abort.signal })
    expect(await changes.next()).toMatchObject({ value: { object: 'mine ' } })
    expect(await changes.next()).toMatchObject({ value: { kind: 'synced' } })
    const last = changes.next()
    const { query } = (await server.stream('pods', 1)).request
    expect(Object.fromEntries(query)).toMatchObject({ allowWatchBookmarks: 'true', labelSelector: 'run=1' })
    expect(Number(query.get('resourceVersion'))).toBe(server.objects.version)
    expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(240)
    expect(Number(query.get('timeoutSeconds'))).toBeLessThanOrEqual(480)
    abort.abort()
    expect(await last).toEqual({ done: true, value: undefined })
  })

  test('ends quietly when the signal aborts', async () => {
    await using followed = await follow()
    await followed.server.stream('pods', 1)
    followed.abort.abort()
    await followed.following
    expect(followed.troubles).toEqual([])
  })

  test('cannot begin where the list is denied', async () => {
    const message = 'pods is forbidden: User "ada" cannot list resource "pods"'
    await using server = await startScriptedApi(first('list', { status: 403, message }, 1000))
    await using client = scriptedClient(server)
    const { signal } = new AbortController()
    await expect(followObjects(client, PODS, { project, signal }).next()).rejects.toMatchObject({
      code: 'KUBERNETES_DENIED',
      details: { verb: 'list' },
    })
  })

  test('cannot begin where the watch is denied', async () => {
    const message = 'pods is forbidden: User "ada" cannot watch resource "pods"'
    await using server = await startScriptedApi(first('watch', { status: 403, message }, 1000))
    await using client = scriptedClient(server)
    const { signal } = new AbortController()
    const changes = followObjects(client, PODS, { project, signal })
    expect(await changes.next()).toMatchObject({ value: { kind: 'synced' } })
    await expect(changes.next()).rejects.toMatchObject({ code: 'KUBERNETES_DENIED', details: { verb: 'watch' } })
  })

  test('ends with the refusal where permissions are taken back for good', async () => {
    let isDenied = false
    const script = () => (isDenied ? { status: 403, message: 'pods: cannot watch resource' } : undefined)
    await using server = await startScriptedApi({ script, bookmarkMs: 5 })
    await using client = scriptedClient(server)
    const { signal } = new AbortController()
    const changes = followObjects(client, PODS, { project, signal, timings: { ...PATIENT, refusalMs: 50 } })
    await changes.next()
    const next = changes.next()
    const watch = await server.stream('pods', 1)
    put(server, 'a', 'Pending')
    expect(await next).toMatchObject({ value: { object: 'a Pending' } })
    isDenied = true
    watch.cut()
    await expect(changes.next()).rejects.toMatchObject({ code: 'KUBERNETES_DENIED' })
  })
})

describe('row 17: an API server that restarts, forgets, or goes silent', () => {
  for (const [what, meddle] of Object.entries({
    'is closed': (stream) => stream.end(),
    'is reset': (stream) => stream.cut(),
    'breaks off in the middle of a line': (stream) => {
      stream.write('{"type":"MODIFIED","object":{"metadata":{"name":"a","re')
      stream.cut()
    },
    'ends in the middle of a line': (stream) => {
      stream.write('{"type":"MODIFIED","object":{"metadata":{"name":"a","re')
      stream.end()
    },
    'brings a line that is no JSON': (stream) => stream.write('{"type":"MODI\n'),
    'brings a line that is no event': (stream) => stream.write('[1]\n'),
    'brings an event of an unknown type': (stream) =>
      stream.write(eventLine('MOVED', { metadata: { resourceVersion: '9' } })),
    'fails on the server': (stream) =>
      stream.write(eventLine('ERROR', { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcd' })),
  } satisfies Record<string, (stream: { write(text: string): void; end(): void; cut(): void }) => void>)) {
    test(`a watch that ${what} goes on from where it was, without another list`, async () => {
      await using followed = await follow()
      put(followed.server, 'a', 'Pending')
      const watch = await followed.server.stream('pods', 1)
      put(followed.server, 'a', 'Running')
      await followed.tells('modified a Running')
      meddle(watch)
      put(followed.server, 'a', 'Succeeded')
      await followed.tells('modified a Succeeded')
      expect(followed.told.filter((text) => text === 'modified a Running')).toHaveLength(1)
      expect(followed.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(1)
    })
  }

  for (const fault of ['silent', 'slow loris'] as const) {
    test(`a connection that is only half open (${fault}) is noticed, and nothing of the time is lost`, async () => {
      await using followed = await follow(first('watch', fault), { silenceMs: 100 })
      await followed.synced(1)
      put(followed.server, 'a', 'Succeeded')
      await followed.tells('added a Succeeded')
      expect(followed.troubles).toContain('KUBERNETES_UNREACHABLE')
      expect(followed.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(1)
    })
  }

  test('a watch that becomes silent later is noticed too', async () => {
    await using followed = await follow({ bookmarkMs: 20 }, { silenceMs: 200 })
    const watch = await followed.server.stream('pods', 1)
    put(followed.server, 'a', 'Running')
    await followed.tells('added a Running')
    watch.silence()
    put(followed.server, 'a', 'Succeeded')
    await followed.tells('modified a Succeeded')
    expect(followed.told.filter((text) => text === 'added a Running')).toHaveLength(1)
  })

  for (const [what, fault] of Object.entries({
    'as the status of a watch': { status: 410, reason: 'Expired' },
    'as an event of a watch': { event: 410 },
  } satisfies Record<string, Fault>)) {
    test(`a version that is forgotten, ${what}, leads to another list`, async () => {
      await using followed = await follow(first('watch', fault))
      put(followed.server, 'a', 'Succeeded')
      await followed.synced(2)
      await followed.tells('added a Succeeded')
      expect(followed.told.filter((text) => text === 'added a Succeeded')).toHaveLength(1)
    })
  }

  test('what ended, went or came while the history was thrown away is told, and nothing twice', async () => {
    await using followed = await follow()
    const { server } = followed
    for (const name of ['stays', 'ends', 'goes']) put(server, name, 'Running')
    await followed.tells('added goes Running')
    const watch = await server.stream('pods', 1)
    // All in one turn: the follower sees the broken connection only afterwards.
    watch.silence()
    put(server, 'ends', 'Succeeded')
    server.objects.remove('pods', server.objects.find('pods', 'goes', 'ml')!)
    put(server, 'comes', 'Pending')
    server.objects.compact()
    watch.cut()
    await followed.synced(2)
    const after = followed.told
      .slice(followed.told.indexOf('synced') + 1)
      .filter((text) => !text.startsWith('added') || text.includes('comes'))
    expect(after).toEqual(['deleted goes Running', 'added comes Pending', 'modified ends Succeeded', 'synced'])
    expect(followed.told.filter((text) => text === 'added stays Running')).toHaveLength(1)
  })

  test('a pod that was deleted and made anew under its name is two pods', async () => {
    await using followed = await follow()
    const { server } = followed
    put(server, 'a', 'Failed')
    await followed.tells('added a Failed')
    const watch = await server.stream('pods', 1)
    watch.silence()
    server.objects.remove('pods', server.objects.find('pods', 'a', 'ml')!)
    put(server, 'a', 'Pending')
    server.objects.compact()
    watch.cut()
    await followed.synced(2)
    expect(followed.told).toEqual(expect.arrayContaining(['deleted a Failed', 'added a Pending']))
  })

  test('a watch that has brought nothing but a bookmark goes on from there, where the list is forgotten', async () => {
    await using followed = await follow()
    const { server } = followed
    const watch = await server.stream('pods', 1)
    server.objects.compact()
    watch.write(eventLine('BOOKMARK', { metadata: { resourceVersion: String(server.objects.version) } }))
    watch.end()
    put(server, 'a', 'Running')
    await followed.tells('added a Running')
    expect(server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(1)
  })

  test('all is listed again now and then, and what has not changed is not repeated', async () => {
    await using followed = await follow({ bookmarkMs: 20 }, { relistMs: [50, 100] })
    put(followed.server, 'a', 'Running')
    await followed.synced(4)
    expect(followed.told.filter((text) => text !== 'synced')).toEqual(['added a Running'])
    expect(followed.troubles).toEqual([])
  })

  test('a server that stumbles over one version of the watch is asked for another list', async () => {
    await using followed = await follow(first('watch', 'invalid json', 3))
    put(followed.server, 'a', 'Succeeded')
    await followed.synced(2)
    await followed.tells('added a Succeeded')
  })

  for (const fault of ['cut', 'truncated gzip', 'invalid json', 'slow loris', 'reset', 'silent'] as const) {
    test(`a relist whose answer is ${fault} is done again`, async () => {
      const script: ScriptedApiOptions['script'] = ({ verb, count }) =>
        verb === 'list' && count > 1 && count < 4 ? fault : undefined
      await using followed = await follow({ script })
      put(followed.server, 'a', 'Running')
      await followed.tells('added a Running')
      const watch = await followed.server.stream('pods', 1)
      watch.silence()
      put(followed.server, 'a', 'Succeeded')
      followed.server.objects.compact()
      watch.cut()
      await followed.tells('modified a Succeeded')
      expect(followed.told.filter((text) => text.startsWith('deleted'))).toEqual([])
    })
  }

  test('a server that is away longer than any patience is waited for', async () => {
    let isAway = false
    await using followed = await follow({ script: () => (isAway ? 'reset' : undefined) })
    put(followed.server, 'a', 'Running')
    await followed.tells('added a Running')
    const watch = await followed.server.stream('pods', 1)
    isAway = true
    watch.cut()
    put(followed.server, 'a', 'Succeeded')
    const asked = followed.server.requests.length
    while (followed.server.requests.length < asked + 20) await new Promise((resolve) => setTimeout(resolve, 5))
    isAway = false
    await followed.tells('modified a Succeeded')
  })

  test('a server that starts and denies at first what it will allow is waited for', async () => {
    let denials = 0
    const script = () => {
      denials -= 1
      return denials >= 0
        ? { status: 403, message: 'pods is forbidden: User "a" cannot watch resource "pods"' }
        : undefined
    }
    await using followed = await follow({ script, bookmarkMs: 5 })
    put(followed.server, 'a', 'Running')
    await followed.tells('added a Running')
    const watch = await followed.server.stream('pods', 1)
    denials = 3
    watch.cut()
    put(followed.server, 'a', 'Succeeded')
    await followed.tells('modified a Succeeded')
    expect(followed.troubles).toContain('KUBERNETES_DENIED')
  })

  test('whatever breaks in whatever order, each pod is at last told as it is', async () => {
    const act = fc.oneof(
      fc.record({ put: fc.constantFrom('a', 'b', 'c'), phase: fc.constantFrom('Pending', 'Running', 'Succeeded') }),
      fc.record({ remove: fc.constantFrom('a', 'b', 'c') }),
      fc.constantFrom('compact', 'end', 'cut', 'silence', 'garbage', 'turn'),
    )
    const faults = fc.array(
      fc.constantFrom<Fault | undefined>(
        'reset',
        'cut',
        'invalid json',
        'truncated gzip',
        { status: 429 },
        { event: 410 },
        undefined,
      ),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), faults, async (acts, faults) => {
        const pending = [...faults]
        let isFaulty = false
        const script = () => (isFaulty ? pending.pop() : undefined)
        await using followed = await follow({ script, bookmarkMs: 10 }, { silenceMs: 60, relistMs: [200, 300] })
        const { server } = followed
        await followed.synced(1)
        isFaulty = true
        let watches = 1
        for (const step of acts) {
          if (typeof step === 'object' && 'put' in step) put(server, step.put, step.phase)
          else if (typeof step === 'object') {
            const found = server.objects.find('pods', step.remove, 'ml')
            if (found) server.objects.remove('pods', found)
          } else if (step === 'compact') server.objects.compact()
          else if (step === 'turn') await new Promise((resolve) => setTimeout(resolve, 3))
          else {
            const watch = await server.stream('pods', watches)
            watches += 1
            if (step === 'garbage') watch.write('{"\n')
            else watch[step]()
          }
        }
        put(server, 'last', 'Succeeded')
        await followed.tells('added last Succeeded')
        const state = new Map<string, string>()
        for (const text of followed.told) {
          const [kind, name, phase] = text.split(' ')
          if (kind === 'deleted') state.delete(name!)
          else if (kind !== 'synced') state.set(name!, phase!)
        }
        const truth = server.objects
          .select('pods')
          .map((pod) => [pod.metadata.name, (pod['status'] as { phase: string }).phase] as const)
        expect(Object.fromEntries(state)).toEqual(Object.fromEntries(truth))
      }),
      { numRuns: 25 },
    )
  })
})
