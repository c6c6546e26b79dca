import { resolve } from 'node:path'
import { pairs, processMs, report } from './measure.ts'

// The digits example through the command, beside the same job as plain code.
const node = process.execPath
const regauge = resolve('packages/cli/bin/regauge.js')

const { ours, reference, beyond } = await pairs(
  5,
  () => processMs([node, regauge, 'run', 'examples/digits/pipeline.ts', '--json']),
  () => processMs([node, 'examples/digits/plain.ts']),
)
report({
  what: 'digits beyond the same job as plain code',
  figure: `${beyond.toFixed(0)} ms (${ours.toFixed(0)} against ${reference.toFixed(0)})`,
  budget: '<= 500 ms',
  kept: beyond <= 500,
})
