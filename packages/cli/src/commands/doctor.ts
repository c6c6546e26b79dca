import { chooseStack, findProject } from '@regauge/core/stack'
import type { StackChoice } from '@regauge/core/stack'
import type { Colors, Command } from '../context.ts'
import { carryOut } from '../doctor/check.ts'
import type { Finding } from '../doctor/check.ts'
import { machineChecks } from '../doctor/machine-checks.ts'
import { stackChecks } from '../doctor/stack-checks.ts'
import { oneLine } from '../output/one-line.ts'
import { displayWidth, pad } from '../output/display-width.ts'
import { printJson, printLines } from '../output/print.ts'
import { exitCodeOf } from '../render-error.ts'

const WHY: Readonly<Record<StackChoice['by'], string>> = {
  flag: '--stack',
  environment: 'REGAUGE_STACK',
  use: '`regauge stack use`',
  project: 'defaultStack in regauge.yaml',
  'built-in': 'built in, since nothing else was chosen',
}

/** Checks everything that a run needs, one thing after the other, and says what to do about what is missing. */
export const doctor: Command<{ readonly stack?: string }> = async ({ stack: flag, json }, context) => {
  const project = await findProject(context.cwd)
  const choice = await chooseStack({ flag, env: context.env, project })
  const checks = [
    { name: 'project', look: async () => `${project.root}${project.file === undefined ? ' (no regauge.yaml)' : ''}` },
    { name: 'stack', look: async () => `${choice.name} (${WHY[choice.by]})` },
    ...machineChecks(project.root),
    ...stackChecks(project, choice.name, context),
  ]
  const width = Math.max(...checks.map(({ name }) => displayWidth(name)))
  const findings: Finding[] = []
  for (const check of checks) {
    const finding = await carryOut(check)
    findings.push(finding)
    if (!json) printLines(context, findingLines(finding, width, context.stdout.colors))
  }
  const ok = findings.every((finding) => finding.ok)
  if (json) printJson(context, { ok, checks: findings })
  return ok ? 0 : isOutOfReach(findings) ? 3 : 2
}

function isOutOfReach(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code !== undefined && exitCodeOf(code) === 3)
}

function findingLines({ name, ok, detail, code, hint }: Finding, width: number, colors: Colors): readonly string[] {
  const sign = ok ? colors.green('ok  ') : colors.red('fail')
  const lines = [`${sign}  ${pad(name, width)}  ${code === undefined ? '' : `${code}: `}${oneLine(detail)}`]
  return hint === undefined ? lines : [...lines, `      ${colors.cyan('hint:')} ${oneLine(hint)}`]
}
