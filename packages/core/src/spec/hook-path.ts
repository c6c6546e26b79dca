import type { HookRole } from './pipeline-spec.ts'

/**
 * The static path of a hook: `fit.onFailure.page` for a step's, `onFailure.page` for the pipeline's, whose own path is
 * empty. No node takes the name of a role, so that no path has two meanings.
 */
export function hookPath(of: string, role: HookRole, id: string): string {
  return of === '' ? `${role}.${id}` : `${of}.${role}.${id}`
}
