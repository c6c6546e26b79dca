/** Packages a pipeline in a process without a test runner, and prints the error that this gives: `MODULE PROJECT`. */
import { packageCode } from './package-code.ts'

const [module, projectRoot] = process.argv.slice(2) as [string, string]
await packageCode({ module, projectRoot }).catch((thrown: Error & { readonly code?: string }) => {
  console.log(JSON.stringify({ code: thrown.code, message: thrown.message }))
})
