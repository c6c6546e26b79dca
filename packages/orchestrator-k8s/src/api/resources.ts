import type {
  CoreV1Event,
  V1ConfigMap,
  V1CronJob,
  V1Job,
  V1LocalSubjectAccessReview,
  V1Pod,
  V1Secret,
  V1SelfSubjectAccessReview,
} from '@kubernetes/client-node'
import type { Resource } from './resource.ts'

/** Jobs: one a driver, one a bundle of attempts. */
export const JOBS: Resource<V1Job> = { kind: 'Job', apiVersion: 'batch/v1', plural: 'jobs', namespaced: true }

/** CronJobs: one a schedule. */
export const CRON_JOBS: Resource<V1CronJob> = {
  kind: 'CronJob',
  apiVersion: 'batch/v1',
  plural: 'cronjobs',
  namespaced: true,
}

/** Pods: one a Job, or one a completion index. */
export const PODS: Resource<V1Pod> = { kind: 'Pod', apiVersion: 'v1', plural: 'pods', namespaced: true }

/** ConfigMaps: one a run, which owns everything else of the run. */
export const CONFIG_MAPS: Resource<V1ConfigMap> = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  plural: 'configmaps',
  namespaced: true,
}

/** Secrets: one an epoch and one a schedule, of values that no Job may show. */
export const SECRETS: Resource<V1Secret> = { kind: 'Secret', apiVersion: 'v1', plural: 'secrets', namespaced: true }

/** Events: what the cluster says of an object, for an hour or so. */
export const EVENTS: Resource<CoreV1Event> = { kind: 'Event', apiVersion: 'v1', plural: 'events', namespaced: true }

/** Questions whether somebody else may do something in a namespace; they are created, and never kept. */
export const LOCAL_SUBJECT_ACCESS_REVIEWS: Resource<V1LocalSubjectAccessReview> = {
  kind: 'LocalSubjectAccessReview',
  apiVersion: 'authorization.k8s.io/v1',
  plural: 'localsubjectaccessreviews',
  namespaced: true,
}

/** Questions whether one may do something; they are created, and never kept. */
export const SELF_SUBJECT_ACCESS_REVIEWS: Resource<V1SelfSubjectAccessReview> = {
  kind: 'SelfSubjectAccessReview',
  apiVersion: 'authorization.k8s.io/v1',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
}
