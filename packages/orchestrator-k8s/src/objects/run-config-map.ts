import type { V1ConfigMap } from '@kubernetes/client-node'
import { names } from '../names.ts'
import { runLabels, type ObjectScope } from './scope.ts'

/**
 * The ConfigMap that owns all objects of a run: deleting it deletes them all. A resumed run has several drivers and
 * still this one owner. It says nothing but which run that is, so that creating it twice is no conflict.
 */
export function runConfigMap(scope: Pick<ObjectScope, 'namespace' | 'run' | 'pipeline'>): V1ConfigMap {
  const { namespace, run, pipeline } = scope
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: names.run(run), namespace, labels: runLabels(scope, 'run') },
    immutable: true,
    data: { run, pipeline },
  }
}
