/** What a server can do, of what Regauge uses. Fields that a server does not know it drops without a word. */
export interface Features {
  /** `1.34`, for messages. */
  readonly version: string
  readonly podFailurePolicy: boolean
  /** Indexed Jobs of which an index fails by itself. */
  readonly backoffLimitPerIndex: boolean
  readonly podReplacementPolicy: boolean
  /** `timeZone` of CronJobs. */
  readonly timeZone: boolean
}

type Feature = Exclude<keyof Features, 'version'>

/** The minor version of 1.x that has the feature switched on by default. */
const SINCE: Readonly<Record<Feature, number>> = {
  podFailurePolicy: 26,
  backoffLimitPerIndex: 29,
  podReplacementPolicy: 29,
  timeZone: 25,
}

/** What goes without a feature, for people. */
const WITHOUT: Readonly<Record<Feature, string>> = {
  podFailurePolicy: 'an eviction of the driver is charged to the six restarts of its Job',
  backoffLimitPerIndex: 'each bundle of a map runs in a Job of its own',
  podReplacementPolicy: 'a new pod of the driver may start while the old one still ends',
  timeZone: 'schedules are in the time zone of the cluster',
}

/**
 * What a server can do, from the `gitVersion` that it tells (`v1.34.4`, `v1.29.3-gke.1282000`). A version that cannot be
 * read counts as one that can do nothing new.
 */
export function featuresOf(gitVersion: string): Features {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? []
  const has = (feature: Feature) => Number(major) > 1 || (Number(major) === 1 && Number(minor) >= SINCE[feature])
  return Object.freeze({
    version: major === '0' ? gitVersion : `${major}.${minor}`,
    podFailurePolicy: has('podFailurePolicy'),
    backoffLimitPerIndex: has('backoffLimitPerIndex'),
    podReplacementPolicy: has('podReplacementPolicy'),
    timeZone: has('timeZone'),
  })
}

/** What a run goes without on this server: one sentence each, or nothing where it has everything that was asked for. */
export function degradations(features: Features, wanted: readonly Feature[]): readonly string[] {
  return wanted
    .filter((feature) => !features[feature])
    .map((feature) => `Kubernetes ${features.version} has no ${feature}: ${WITHOUT[feature]}.`)
}

/** Whether a map is one Indexed Job here, rather than a Job a bundle. */
export function usesIndexedJobs(maps: 'indexed' | 'jobs' | 'auto', features: Features): boolean {
  return maps !== 'jobs' && features.backoffLimitPerIndex
}
