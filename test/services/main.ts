import { once } from 'node:events'
import { SERVERS, type ServerName } from './servers.ts'
import { startServer } from './start-server.ts'

/**
 * Starts servers for use by hand until it is interrupted: `node test/services/main.ts s3`. Prints the environment
 * variables by which clients find them, one a line, for `export`.
 */
const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(SERVERS, name))
if (names.length === 0 || unknown.length > 0) {
  process.stderr.write(`Name the servers to start: ${Object.keys(SERVERS).join(', ')}\n`)
  process.exit(2)
}
await using started = new AsyncDisposableStack()
for (const name of names) {
  // The names have just been looked at.
  const { env } = started.use(await startServer(name as ServerName))
  for (const [variable, value] of Object.entries(env)) process.stdout.write(`export ${variable}='${value}'\n`)
}
process.stderr.write('services: up until Ctrl-C\n')
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
