import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

await beyondBare('regauge --help', 40, ['--help'])
await beyondBare('regauge stack list', 60, ['stack', 'list'])
await beyondBare('regauge stack use local', 60, ['stack', 'use', 'local'])

rmSync(project, { recursive: true })
