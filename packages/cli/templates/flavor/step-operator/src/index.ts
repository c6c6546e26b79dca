/** A step operator for Regauge that runs each attempt in a fresh process. */
export type { Config } from './config.ts'
export { stepOperator } from './flavor.ts'
