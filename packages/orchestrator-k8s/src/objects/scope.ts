import type { V1ObjectMeta, V1OwnerReference } from '@kubernetes/client-node'
import type { KubernetesConfig } from '../config.ts'
import type { Features } from '../features.ts'
import { labelValue, names } from '../names.ts'
import { ANNOTATIONS, LABELS, type Role } from './keys.ts'

/** The run and the place that objects are made for. */
export interface ObjectScope {
  readonly namespace: string
  readonly run: string
  readonly pipeline: string
  readonly epoch: number
  /** The uid of the run's ConfigMap, which everything else goes with. */
  readonly ownerUid: string
  readonly config: KubernetesConfig
  readonly features: Features
}

/** What an object is called and what is said of it. */
export interface ObjectName {
  readonly name: string
  readonly role: Role
  readonly labels?: { readonly [label: string]: string }
  readonly annotations?: { readonly [annotation: string]: string }
}

/** The metadata of an object of a run; the run's ConfigMap owns it. */
export function metadataOf(scope: Omit<ObjectScope, 'config' | 'features'>, object: ObjectName): V1ObjectMeta {
  return {
    name: object.name,
    namespace: scope.namespace,
    labels: { ...object.labels, ...runLabels(scope, object.role) },
    annotations: { ...object.annotations, [ANNOTATIONS.epoch]: String(scope.epoch) },
    ownerReferences: [ownerOf(scope)],
  }
}

/** The labels that all objects of a run have. */
export function runLabels(
  { run, pipeline }: Pick<ObjectScope, 'run' | 'pipeline'>,
  role: Role,
): Record<string, string> {
  return {
    [LABELS.owner]: 'regauge',
    [LABELS.run]: labelValue(run),
    [LABELS.pipeline]: labelValue(pipeline),
    [LABELS.role]: role,
  }
}

function ownerOf({ run, ownerUid }: Pick<ObjectScope, 'run' | 'ownerUid'>): V1OwnerReference {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: names.run(run),
    uid: ownerUid,
    controller: false,
    blockOwnerDeletion: false,
  }
}
