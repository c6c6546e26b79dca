import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launcher, LauncherCapacity, LauncherContext } from '@regauge/core'
import { codeCache, fetchCode } from '@regauge/core/code'
import { makeWorkRoot, SupervisingLauncher } from '@regauge/core/runtime'

export interface LocalLauncherOptions {
  readonly capacity: Required<LauncherCapacity>
  /** A new worker for each attempt. */
  readonly fresh: boolean
}

/** Opens a launcher for a run: its code lies on this machine afterwards, and a first worker is being started. */
export async function openLocalLauncher(context: LauncherContext, options: LocalLauncherOptions): Promise<Launcher> {
  const projectRoot = await realpath(context.projectRoot)
  const codeDirectory = await fetchCode(context.store, context.code, { cacheDir: codeCache(projectRoot) })
  const workRoot = await makeWorkRoot(join(projectRoot, '.regauge', 'tmp'), 'local')
  const places = { codeDirectory, workRoot }
  return new SupervisingLauncher({ ...context, projectRoot }, { ...options, ...places, prestart: true })
}
