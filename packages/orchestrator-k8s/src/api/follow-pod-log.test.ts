import { describe, expect, test } from 'vitest'
import { followPodLog } from './follow-pod-log.ts'
import { readPodLog } from './pod-logs.ts'
import { scriptedClient, startScriptedApi, type ScriptedApi, type ScriptedApiOptions } from './scripted-api.fixture.ts'

/** A time within one second, as nodes write it. */
const at = (nanos: number) => `2026-01-01T00:00:00.${String(nanos).padStart(9, '0')}Z`

function put(server: ScriptedApi, phase: string, state: object) {
  const status = { phase, containerStatuses: [{ name: 'main', state }] }
  server.objects.put('pods', { metadata: { name: 'a' }, status }, 'ml')
}

const run = (server: ScriptedApi) => put(server, 'Running', { running: {} })
const end = (server: ScriptedApi) => put(server, 'Succeeded', { terminated: { exitCode: 0 } })

async function open(options: ScriptedApiOptions = {}) {
  const stack = new AsyncDisposableStack()
  const server = stack.use(await startScriptedApi(options))
  const client = stack.use(scriptedClient(server))
  const follow = (signal = new AbortController().signal) =>
    followPodLog(client, { name: 'a', container: 'main', signal, pauseMs: 5 })
  return { server, client, follow, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function texts(lines: AsyncIterable<{ readonly text: string }>): Promise<string[]> {
  return (await Array.fromAsync(lines)).map(({ text }) => text)
}

describe('following the log of a pod', () => {
  test('gives each line once, waits for the container, and ends with it', async () => {
    await using opened = await open()
    put(opened.server, 'Pending', { waiting: { reason: 'ContainerCreating' } })
    const reading = texts(opened.follow())
    await expect.poll(() => opened.server.requests.length).toBeGreaterThan(1)
    run(opened.server)
    opened.server.log('ml/a').append(at(1), 'first')
    await opened.server.stream('log', 1)
    opened.server.log('ml/a').append(at(2), 'second')
    end(opened.server)
    expect(await reading).toEqual(['first', 'second'])
  })

  for (const how of ['cut', 'end'] as const) {
    test(`goes on where the connection was lost (${how}), without doubling or losing lines of one second`, async () => {
      await using opened = await open()
      run(opened.server)
      const log = opened.server.log('ml/a')
      // Equal lines at one time are several, and streams come a little out of order.
      for (const [nanos, text] of [
        [5, 'a'],
        [5, 'same'],
        [5, 'same'],
        [3, 'late'],
      ] as const)
        log.append(at(nanos), text)
      const lines = opened.follow()
      const given: string[] = []
      for (let count = 0; count < 4; count += 1) given.push((await lines.next()).value!.text)
      const next = lines.next()
      ;(await opened.server.stream('log', 1))[how]()
      log.append(at(5), 'same')
      log.append(at(9), 'z')
      given.push((await next).value!.text)
      end(opened.server)
      given.push(...(await texts(lines)))
      expect(given).toEqual(['a', 'same', 'same', 'late', 'same', 'z'])
      expect(opened.server.requests.findLast(({ subresource }) => subresource === 'log')!.query.get('sinceTime')).toBe(
        '2025-12-31T23:59:59Z',
      )
    })
  }

  test('ends where the pod is gone', async () => {
    await using opened = await open()
    expect(await texts(opened.follow())).toEqual([])
  })

  test('ends where the log of a container that has ended cannot be had', async () => {
    const script: ScriptedApiOptions['script'] = ({ subresource }) =>
      subresource === 'log' ? { status: 400, reason: 'BadRequest' } : undefined
    await using opened = await open({ script })
    end(opened.server)
    expect(await texts(opened.follow())).toEqual([])
  })

  test('says that the log is denied', async () => {
    const message = 'pods "a" is forbidden: User "ada" cannot get resource "pods/log"'
    const script: ScriptedApiOptions['script'] = ({ subresource }) =>
      subresource === 'log' ? { status: 403, reason: 'Forbidden', message } : undefined
    await using opened = await open({ script })
    run(opened.server)
    await expect(texts(opened.follow())).rejects.toMatchObject({ code: 'KUBERNETES_DENIED' })
  })

  test('ends quietly when the signal aborts', async () => {
    await using opened = await open()
    run(opened.server)
    const abort = new AbortController()
    const reading = texts(opened.follow(abort.signal))
    await opened.server.stream('log', 1)
    abort.abort()
    expect(await reading).toEqual([])
  })
})

test('a log is read whole, or its last lines', async () => {
  await using opened = await open()
  for (const text of ['a', 'b', 'c']) opened.server.log('ml/a').append(at(1), text)
  expect(await readPodLog(opened.client, { name: 'a' })).toBe('a\nb\nc\n')
  expect(await readPodLog(opened.client, { name: 'a', tailLines: 1 })).toBe('c\n')
})
