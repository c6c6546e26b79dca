import { packageCode } from '@regauge/core/code'
const t = performance.now()
const p = await packageCode({ module: process.argv[2]!, projectRoot: process.argv[3]! })
console.log(p.digest, p.manifest, p.definition, performance.now() - t)
try { p.definition.stepAt('')!.run!({}, {} as never) } catch (e) { console.log((e as Error).stack); const { authorStack } = await import('/work/main/packages/core/src/errors/author-stack.ts'); console.log(authorStack(e, { codeDirectory: p.directory, projectRoot: process.argv[3]! })) }
