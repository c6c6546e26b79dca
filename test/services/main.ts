import { once } from 'node:events'
import { SERVERS, type ServerName } from './servers.ts'
import { STACK_BUCKETS } from './stack-buckets.ts'
import { startServer } from './start-server.ts'

/**
 * Starts servers for use by hand until it is interrupted, with the buckets that the stacks of the repository name:
 * `npx node test/services/main.ts s3`. Prints the environment variables by which clients find them, one a line, for
 * `export`. They listen on the address `BIND`, and where that is not set on one that nobody but this machine reaches.
 */
const { BIND } = process.env
const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(SERVERS, name))
if (names.length === 0 || unknown.length > 0) {
  process.stderr.write(`Name the servers to start: ${Object.keys(SERVERS).join(', ')}\n`)
  process.exit(2)
}
const buckets = new Map<string, (url: string) => Promise<void>>(Object.entries(STACK_BUCKETS))
await using started = new AsyncDisposableStack()
for (const name of names) {
  // The names have just been looked at.
  const { env, url } = started.use(await startServer(name as ServerName, BIND))
  await buckets.get(name)?.(url)
  for (const [variable, value] of Object.entries(env)) process.stdout.write(`export ${variable}='${value}'\n`)
}
process.stderr.write('services: up until Ctrl-C\n')
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
