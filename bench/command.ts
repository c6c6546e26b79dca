import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pairs, processMs, report } from './measure.ts'

// Whole processes beside bare node, in turn.
const node = process.execPath
const regauge = resolve('packages/cli/bin/regauge.js')
const project = mkdtempSync(join(tmpdir(), 'regauge-bench-'))
writeFileSync(join(project, 'regauge.yaml'), '{}\n')

const bare = () => processMs([node, '-e', '0'])
const command =
  (...words: string[]) =>
  () =>
    processMs([node, regauge, ...words], { cwd: project })

async function beyondBare(what: string, budget: number, words: readonly string[]): Promise<void> {
  const { ours, reference, beyond } = await pairs(15, command(...words), bare)
  report({
    what,
    figure: `${beyond.toFixed(0)} ms beyond bare node (${ours.toFixed(0)} against ${reference.toFixed(0)})`,
    budget: `<= ${budget} ms`,
    kept: beyond <= budget,
  })
}

/** Runs a pipeline once and copies what it left, as if it had run that often. */
function leaveRuns(count: number): void {
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'))
  cpSync('bench/pipelines/noop.ts', join(project, 'noop.ts'))
  command('run', 'noop.ts#chain')()
  const runs = join(project, '.regauge/store/runs')
  const [first = ''] = readdirSync(runs)
  for (let copy = 1; copy < count; copy += 1) {
    const id = first.slice(0, -4) + copy.toString(16).padStart(4, '0')
    cpSync(join(runs, first), join(runs, id), { recursive: true })
    for (const name of readdirSync(join(runs, id), { recursive: true, encoding: 'utf8' })) {
      const path = join(runs, id, name)
      if (name.endsWith('.json')) writeFileSync(path, readFileSync(path, 'utf8').replaceAll(first, id))
    }
  }
}

await beyondBare('regauge --help', 40, ['--help'])
await beyondBare('regauge stack list', 60, ['stack', 'list'])
await beyondBare('regauge stack use local', 60, ['stack', 'use', 'local'])
leaveRuns(1_000)
await beyondBare('regauge runs list, 1,000 runs', 80, ['runs', 'list'])

rmSync(project, { recursive: true })
