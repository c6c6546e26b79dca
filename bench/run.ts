import { spawnSync } from 'node:child_process'

// Every bench, or those named on the command line: node bench/run.ts map command
const ALL = ['driver', 'artifact', 'command', 'chain', 'map', 'resume', 'digits', 'stores']
const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : ALL) {
  process.stdout.write(`\n${name}\n`)
  const { status } = spawnSync(process.execPath, [...process.execArgv, `bench/${name}.ts`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
