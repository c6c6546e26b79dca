import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** Checks that what each package publishes can be imported as its manifest promises. */
let failed = false
for (const name of await readdir('packages')) {
  const pkgDir = join('packages', name)
  const { messages, pkg } = await publint({ pkgDir, strict: true })
  for (const message of messages) {
    failed = true
    process.stderr.write(`${pkgDir}: ${formatMessage(message, pkg) ?? message.code}\n`)
  }
}
if (failed) process.exitCode = 1
