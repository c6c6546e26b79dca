import { spawnSync } from 'node:child_process'

// Those named on the command line (node bench/run.ts map kubernetes), or all that need no cluster.
const ALL = ['driver', 'artifact', 'command', 'chain', 'map', 'resume', 'digits', 'stores']
const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : ALL) {
  process.stdout.write(`\n${name}\n`)
  const { status } = spawnSync(process.execPath, [...process.execArgv, `bench/${name}.ts`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
