import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pairs, processMs, report } from './measure.ts'

// Twenty steps that do nothing, one after the other, as a whole process beside bare node.
const node = process.execPath
const regauge = resolve('packages/cli/bin/regauge.js')
const project = mkdtempSync(join(resolve('bench'), '.chain-'))
writeFileSync(join(project, 'regauge.yaml'), '{}\n')
writeFileSync(join(project, 'pipeline.ts'), readFileSync('bench/pipelines/noop.ts'))

try {
  const { ours, reference, beyond } = await pairs(
    9,
    () => processMs([node, regauge, 'run', 'pipeline.ts#chain', '--json'], { cwd: project }),
    () => processMs([node, '-e', '0']),
  )
  report({
    what: 'chain of 20',
    figure: `${beyond.toFixed(0)} ms beyond bare node (${ours.toFixed(0)} against ${reference.toFixed(0)})`,
    budget: '<= 500 ms',
    kept: beyond <= 500,
  })
} finally {
  rmSync(project, { recursive: true, force: true })
}
