import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ApiClient } from './api-client.ts'
import { openConnection } from './open-connection.ts'
import { startScriptedApi } from './scripted-api.fixture.ts'
import { serverVersion } from './server-version.ts'

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'regauge-kubeconfig-'))
  return {
    path,
    async write(name: string, text: string, mode = 0o600) {
      await writeFile(join(path, name), text, { mode })
      return join(path, name)
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  }
}

/** A kubeconfig as JSON, which is YAML. */
function kubeconfig(
  server: string,
  { user = { token: 'a-secret-value' }, cluster = {} }: { user?: object; cluster?: object } = {},
) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [{ name: 'here', cluster: { server, ...cluster } }],
    users: [{ name: 'ada', user }],
    contexts: [
      { name: 'main', context: { cluster: 'here', user: 'ada', namespace: 'ml' } },
      { name: 'plain', context: { cluster: 'here', user: 'ada' } },
      { name: 'broken', context: { cluster: 'heer', user: 'ada' } },
    ],
  })
}

const caught = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown)

describe('a kubeconfig', () => {
  test('is found through KUBECONFIG, with its current context, and asks with its token', async () => {
    await using server = await startScriptedApi()
    await using folder = await openFolder()
    const path = await folder.write('config', kubeconfig(`${server.url}/`))
    const connection = await openConnection({ env: { KUBECONFIG: path } })
    expect(connection).toMatchObject({ server: server.url, namespace: 'ml', source: `context "main" of "${path}"` })
    await using client = new ApiClient(connection)
    expect(await serverVersion(client)).toEqual({ major: 1, minor: 34, name: 'v1.34.4' })
    expect(server.requests[0]!.headers.authorization).toBe('Bearer a-secret-value')
  })

  test('is found in the home folder, and another context may be named', async () => {
    await using folder = await openFolder()
    await mkdir(join(folder.path, '.kube'))
    await folder.write('.kube/config', kubeconfig('https://cluster.example'))
    const connection = await openConnection({ env: { HOME: folder.path }, context: 'plain' })
    expect(connection).toMatchObject({ server: 'https://cluster.example', namespace: 'default' })
  })

  test('may be several files, of which the first that says something is right', async () => {
    await using folder = await openFolder()
    const first = await folder.write('first', kubeconfig('https://first.example'))
    const second = await folder.write('second', kubeconfig('https://second.example'))
    const connection = await openConnection({ env: { KUBECONFIG: `/nowhere:${first}:${second}` } })
    expect(connection.server).toBe('https://first.example')
  })

  test('may get its credentials from a command, once, and anew when they are refused', async () => {
    await using folder = await openFolder()
    const credential = '{"kind":"ExecCredential","status":{"token":"\'$(wc -l < calls | tr -d " ")\'"}}'
    const script = `#!/bin/sh\ncd "$(dirname "$0")"\necho "$KUBERNETES_EXEC_INFO" >> calls\necho '${credential}'\n`
    const command = await folder.write('login', script, 0o700)
    await using server = await startScriptedApi({
      script: ({ headers }) => (headers.authorization === 'Bearer 2' ? undefined : { status: 401 }),
    })
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' }
    const path = await folder.write('config', kubeconfig(server.url, { user: { exec } }))
    await using client = new ApiClient(await openConnection({ kubeconfig: path }))
    await serverVersion(client)
    await serverVersion(client)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 2'])
  })

  test('whose command prints no credentials is an error without what it printed', async () => {
    await using folder = await openFolder()
    const command = await folder.write('login', "#!/bin/sh\necho 'a-secret-value'\n", 0o700)
    const path = await folder.write('config', kubeconfig('https://x.example', { user: { exec: { command } } }))
    await using client = new ApiClient(await openConnection({ kubeconfig: path }))
    const failure = await caught(serverVersion(client))
    expect(failure).toMatchObject({ code: 'KUBERNETES_UNAUTHENTICATED' })
    expect(String(failure)).toContain('printed no ExecCredential')
    expect(JSON.stringify([String(failure), failure, String((failure as Error).cause)])).not.toContain('a-secret-value')
  })

  test('whose command fails says what it said', async () => {
    await using folder = await openFolder()
    const command = await folder.write('login', "#!/bin/sh\necho 'session expired' >&2\nexit 1\n", 0o700)
    const path = await folder.write('config', kubeconfig('https://x.example', { user: { exec: { command } } }))
    await using client = new ApiClient(await openConnection({ kubeconfig: path }))
    expect(await caught(serverVersion(client))).toMatchObject({
      code: 'KUBERNETES_UNAUTHENTICATED',
      message: `The credentials of context "main" of "${path}" cannot be had: session expired.`,
    })
  })

  test('that names a proxy is used through it, by a connection that is kept', async () => {
    await using server = await startScriptedApi()
    const tunnels: string[] = []
    const proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url!)
      const { hostname, port } = new URL(`http://${request.url!}`)
      const onward = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    await using folder = await openFolder()
    const path = await folder.write('config', kubeconfig(server.url, { cluster: { 'proxy-url': url } }))
    {
      await using client = new ApiClient(await openConnection({ kubeconfig: path }))
      await serverVersion(client)
      await serverVersion(client)
    }
    expect(tunnels).toEqual([server.url.slice('http://'.length)])
    expect(server.requests).toHaveLength(2)
    proxy.close()
    await once(proxy, 'close')
  })

  for (const [what, text, code, hint] of [
    [
      'names a cluster that it does not have',
      kubeconfig('https://x'),
      'KUBERNETES_CONFIG_INVALID',
      'Did you mean "here"?',
    ],
    ['is no YAML', '{', 'KUBERNETES_CONFIG_INVALID', 'Correct the file, or name another one.'],
    ['is empty', '', 'KUBERNETES_CONFIG_INVALID', 'Correct the file, or name another one.'],
  ] as const) {
    test(`that ${what} is a ${code}`, async () => {
      await using folder = await openFolder()
      const path = await folder.write('config', text)
      expect(await caught(openConnection({ kubeconfig: path, context: 'broken' }))).toMatchObject({ code, hint })
    })
  }

  test('that has no such context names the closest', async () => {
    await using folder = await openFolder()
    const path = await folder.write('config', kubeconfig('https://x'))
    expect(await caught(openConnection({ kubeconfig: path, context: 'mian' }))).toMatchObject({
      code: 'KUBERNETES_CONFIG_INVALID',
      message: `The kubeconfig "${path}" cannot be used: it has no context "mian".`,
      hint: 'Did you mean "main"?',
    })
  })

  test('that does not exist, and no cluster around, is a KUBERNETES_CONFIG_MISSING', async () => {
    await using folder = await openFolder()
    const missing = join(folder.path, 'nothing')
    for (const options of [{ kubeconfig: missing }, { env: { KUBECONFIG: missing } }, { env: { HOME: folder.path } }]) {
      expect(await caught(openConnection(options))).toMatchObject({ code: 'KUBERNETES_CONFIG_MISSING' })
    }
  })
})

describe('a pod', () => {
  async function mountServiceAccount() {
    const folder = await openFolder()
    for (const [name, text] of [
      ['token', 'first\n'],
      ['ca.crt', 'certificate'],
      ['namespace', 'ml'],
    ] as const)
      await folder.write(name, text)
    return folder
  }

  test('uses its service account, with the token that is mounted at the time', async () => {
    await using folder = await mountServiceAccount()
    const env = { HOME: folder.path, KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' }
    const connection = await openConnection({ env, serviceAccountFolder: folder.path })
    expect(connection).toMatchObject({ server: 'https://10.96.0.1:443', namespace: 'ml' })
    expect(await connection.secure()).toMatchObject({ ca: 'certificate', headers: { authorization: 'Bearer first' } })
    await folder.write('token', 'second\n')
    expect(await connection.secure()).toMatchObject({ headers: { authorization: 'Bearer second' } })
    connection.close()
  })

  test('writes an address of IPv6 as URLs want it', async () => {
    await using folder = await mountServiceAccount()
    const env = { HOME: folder.path, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' }
    const connection = await openConnection({ env, serviceAccountFolder: folder.path })
    expect(connection.server).toBe('https://[fd00::1]:6443')
  })

  test('whose token has been taken away is a coded error', async () => {
    await using folder = await mountServiceAccount()
    const env = { HOME: folder.path, KUBERNETES_SERVICE_HOST: '10.96.0.1' }
    const connection = await openConnection({ env, serviceAccountFolder: folder.path })
    await rm(join(folder.path, 'token'))
    expect(await caught(connection.secure())).toMatchObject({ code: 'KUBERNETES_CONFIG_INVALID' })
  })
})
