/** `@regauge/testing/pipelines`: the pipelines that the kits of launchers and orchestrators run. */
export { attempts, lasting } from './pipelines/attempts.ts'
export { arm, arms, armsInMap } from './pipelines/choices.ts'
export {
  failsAlways,
  failsTwice,
  givesUp,
  interrupted,
  isKilledOnce,
  lacksItsSecret,
  outgrowsItsMemoryOnce,
  takesTooLongOnce,
  waiting,
} from './pipelines/failures.ts'
export { bundledMap, diamond, linear, nestedMap, stagedJoin, triangle, wideMap } from './pipelines/graphs.ts'
export { hooks } from './pipelines/hooks.ts'
export { command, largeArtifact, unicode } from './pipelines/surroundings.ts'
