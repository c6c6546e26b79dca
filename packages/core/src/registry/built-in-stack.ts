import { fromJson, type MapNode } from './document-tree.ts'

/** The name of the stack that is there without a file. */
export const BUILT_IN_STACK = 'local'

/** The built-in stack: worker processes and a store on this machine. A file `local.yaml` takes its place. */
export function builtInStack(): MapNode {
  const at = { file: `built-in stack "${BUILT_IN_STACK}"`, line: 0, column: 0 }
  const document = {
    name: BUILT_IN_STACK,
    description: 'Worker processes and a store on this machine.',
    packages: ['@regauge/orchestrator-local'],
    components: {
      orchestrator: { flavor: 'local', config: {} },
      'artifact-store': { flavor: 'local', config: { path: '.regauge/store' } },
    },
  }
  // An object makes a mapping.
  return fromJson(document, at) as MapNode
}
