/** An artifact store for Regauge in one SQLite file. */
export type { Config } from './config.ts'
export { artifactStore } from './flavor.ts'
