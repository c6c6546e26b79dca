import type { ApiVerb } from '../api/api-call.ts'

/** Who acts in the cluster: a driver in its pod, or the command on somebody's machine. Steps may do nothing. */
export type Actor = 'driver' | 'client'

/** What an actor may do with one resource, and what for. */
export interface Permission {
  /** Empty for the core group. */
  readonly group: '' | 'batch'
  readonly resource: string
  readonly verbs: readonly ApiVerb[]
  /** For people: without it, this does not work. */
  readonly reason: string
}

const DRIVER: readonly Permission[] = [
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['create', 'get', 'list', 'delete'],
    reason: 'starting, finding again and cancelling steps',
  },
  {
    group: '',
    resource: 'pods',
    verbs: ['list', 'watch', 'delete'],
    reason: 'seeing what became of steps, and stopping some of a Job',
  },
  { group: '', resource: 'events', verbs: ['list'], reason: 'telling why a pod does not start' },
  {
    group: '',
    resource: 'configmaps',
    verbs: ['create', 'get'],
    reason: 'the object that all others of a run go with',
  },
  {
    group: '',
    resource: 'secrets',
    verbs: ['create'],
    reason: 'handing on what the driver was given in its environment; none is ever read',
  },
]

const CLIENT: readonly Permission[] = [
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['create', 'get', 'list', 'delete'],
    reason: 'starting drivers, and steps where the driver is the client',
  },
  {
    group: '',
    resource: 'pods',
    verbs: ['list', 'watch', 'delete'],
    reason: 'following a run, and stopping steps',
  },
  { group: '', resource: 'events', verbs: ['list'], reason: 'telling why a pod does not start' },
  {
    group: '',
    resource: 'configmaps',
    verbs: ['create', 'get', 'list', 'delete'],
    reason: 'the object that all others of a run go with',
  },
  {
    group: '',
    resource: 'secrets',
    verbs: ['create', 'delete'],
    reason: 'handing on what the submitting machine has in its environment; none is ever read',
  },
  {
    group: 'batch',
    resource: 'cronjobs',
    verbs: ['create', 'get', 'list', 'patch', 'delete'],
    reason: 'schedules of pipelines',
  },
]

/** All that Regauge asks of the API server, and nothing else: its Roles are made of it, and the doctor asks for each. */
export const PERMISSIONS: Readonly<Record<Actor, readonly Permission[]>> = { driver: DRIVER, client: CLIENT }
