import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startScriptedApi } from './api/scripted-api.fixture.ts'
import { orchestratorConfig } from './config.ts'
import { KubernetesOrchestrator } from './kubernetes-orchestrator.ts'
import { POD_VARIABLES } from './runner-layout.ts'

test.each(['cluster', 'client'] as const)(
  'in a pod nobody looks for the kubeconfig of other machines, with "driver: %s"',
  async (driver) => {
    await using server = await startScriptedApi()
    const folder = await mkdtemp(join(tmpdir(), 'regauge-orchestrator-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    onTestFinished(() => void vi.unstubAllEnvs())
    const usual = join(folder, 'config')
    await writeFile(usual, kubeconfig(server.url), { mode: 0o600 })
    vi.stubEnv('KUBECONFIG', usual)
    const config = orchestratorConfig.parse({ driver, kubeconfig: join(folder, 'absent'), context: 'absent' })
    const absent = { code: 'KUBERNETES_CONFIG_MISSING' }
    await expect(new KubernetesOrchestrator(config).schedules.list('k8s')).rejects.toMatchObject(absent)
    vi.stubEnv(POD_VARIABLES.namespace, 'ml')
    expect(await new KubernetesOrchestrator(config).schedules.list('k8s')).toEqual([])
  },
)

/** As JSON, which is YAML. */
function kubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [{ name: 'here', cluster: { server } }],
    users: [{ name: 'ada', user: {} }],
    contexts: [{ name: 'main', context: { cluster: 'here', user: 'ada', namespace: 'ml' } }],
  })
}
