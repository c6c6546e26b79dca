export { forEachConcurrent } from '../../packages/core/src/util/for-each-concurrent.ts'
export { readAhead } from '../../packages/core/src/util/read-ahead.ts'
