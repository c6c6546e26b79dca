import type { V1CronJobSpec, V1Job, V1JobSpec } from '@kubernetes/client-node'
import { createHash } from 'node:crypto'
import { milliseconds } from '../config.ts'
import { ANNOTATIONS } from './keys.ts'
import { metadataOf, type ObjectName, type ObjectScope } from './scope.ts'

/** A Job of a run, with a hash of its spec. */
export function runJob(scope: ObjectScope, object: ObjectName, spec: V1JobSpec): V1Job {
  const annotations = { ...object.annotations, [ANNOTATIONS.spec]: specHash(spec) }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(scope, { ...object, annotations }),
    spec,
  }
}

/** What all Jobs have: an end that is forgotten in time, and no pod beside one that still ends. */
export function jobLifetime({ config, features }: Pick<ObjectScope, 'config' | 'features'>): Partial<V1JobSpec> {
  return {
    ttlSecondsAfterFinished: Math.ceil(milliseconds(config.ttl) / 1_000),
    ...(features.podReplacementPolicy && { podReplacementPolicy: 'Failed' }),
  }
}

/** A hash of a spec. The builders write fields in a fixed order, so that equal specs give equal texts. */
export function specHash(spec: V1JobSpec | V1CronJobSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 32)
}
