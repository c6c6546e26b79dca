/** `@regauge/core/probes`: what the doctor looks at, also from inside of a place where attempts run. */
export type { Finding, Probe, Sighting } from './contracts/probe.ts'
export { lookAt, type LookOptions } from './probes/look-at.ts'
export { storeProbes } from './probes/store-probes.ts'
