import type { Launcher, LauncherContext } from '@regauge/core'
import { referenceEnv } from '@regauge/core/remote'
import type { KubernetesConfig } from '../config.ts'
import type { OpenClient } from '../kubernetes-orchestrator.ts'
import { openScope } from '../objects/open-scope.ts'
import { ensureRunSecret } from '../objects/remote-environment.ts'
import { POD_VARIABLES } from '../runner-layout.ts'
import { KubernetesLauncher } from './kubernetes-launcher.ts'

export interface OpenKubernetesLauncherOptions {
  readonly config: KubernetesConfig
  readonly openClient: OpenClient
  /** By which pods reach this process; undefined: they do not. @default what the pod that this is in knows of itself */
  readonly address?: string | undefined
}

/** Opens a launcher for a run; the objects that all of its Jobs refer to stand afterwards. */
export async function openKubernetesLauncher(
  context: LauncherContext,
  { config, openClient, address = process.env[POD_VARIABLES.address] }: OpenKubernetesLauncherOptions,
): Promise<Launcher> {
  const client = await openClient()
  try {
    const scope = await openScope(client, context, { config })
    const { secret } = referenceEnv(context.storeNeeds())
    await ensureRunSecret(client, scope, { values: secret })
    return await new KubernetesLauncher({ client, scope, context, address }).open()
  } catch (thrown) {
    await client[Symbol.asyncDispose]()
    throw thrown
  }
}
