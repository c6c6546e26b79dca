import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { LauncherCapacity, LauncherContext } from '@regauge/core'
import { codeCache, fetchCode } from '@regauge/core/code'
import { makeWorkRoot } from '@regauge/core/runtime'
import { LocalLauncher } from './local-launcher.ts'

export interface LocalLauncherOptions {
  readonly capacity: Required<LauncherCapacity>
  /** A new worker for each attempt. */
  readonly fresh: boolean
}

/** Opens a launcher for a run: its code lies on this machine afterwards, and a first worker is being started. */
export async function openLocalLauncher(
  context: LauncherContext,
  options: LocalLauncherOptions,
): Promise<LocalLauncher> {
  const projectRoot = await realpath(context.projectRoot)
  const codeDirectory = await fetchCode(context.store, context.code, { cacheDir: codeCache(projectRoot) })
  const workRoot = await makeWorkRoot(join(projectRoot, '.regauge', 'tmp'), 'local')
  return new LocalLauncher({ ...context, projectRoot }, { ...options, codeDirectory, workRoot })
}
