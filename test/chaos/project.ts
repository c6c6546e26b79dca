import { createProject, type TestProject } from '../support/project.ts'

/** Writes into `executions.jsonl`, one line at a time, which the system appends whole. */
const NOTE = `
import { appendFileSync } from 'node:fs'
import type { StepContext } from '@regauge/core'

async function note(what: string, { path, attempt }: StepContext) {
  const line = { what, path, attempt, place: String(process.pid), driver: String(process.ppid), at: Date.now() }
  appendFileSync(process.env['EXECUTIONS']!, JSON.stringify(line) + '\\n')
}
`

/**
 * A pipeline with a map whose items fail at first, a map inside of it, a condition, a join and hooks. Each step notes
 * when it begins and when it ends, by the function `note` of the given source.
 */
export function chaosPipeline(note: string): string {
  return `
${note}
import { gte, pipeline, step } from '@regauge/core'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

/** Works a little, and says so. */
async function work(context: StepContext, ms = 40) {
  await note('begin', context)
  await pause(ms)
}

const number = z.number()
const load = step({ name: 'load', inputs: { count: number }, outputs: { items: z.array(number) },
  async run({ count }, context) {
    await work(context)
    await note('end', context)
    return { items: Array.from({ length: count }, (_, index) => index) }
  } })
const fit = step({ name: 'fit', inputs: { item: number }, outputs: { score: number, parts: z.array(number) }, retry: { attempts: 3 },
  async run({ item }, context) {
    context.log.info('fitting', { item })
    await work(context)
    // Every third item fails before its first success, whatever has killed its attempts.
    if (item % 3 === 1 && context.attempt === 1) throw new Error('not at first')
    await note('end', context)
    return { score: item * 2, parts: item % 2 === 0 ? [item, item + 1] : [] }
  } })
const check = step({ name: 'check', inputs: { part: number }, outputs: { ok: number },
  async run({ part }, context) { await work(context, 10); await note('end', context); return { ok: part + 1 } } })
const sum = step({ name: 'sum', inputs: { scores: z.array(number), checks: z.array(z.array(number)) }, outputs: { total: number },
  async run({ scores, checks }, context) {
    await work(context)
    await note('end', context)
    return { total: [...scores, ...checks.flat()].reduce((a, b) => a + b, 0) }
  } })
const publish = step({ name: 'publish', inputs: { total: number }, outputs: { text: z.string() },
  async run({ total }, context) { await work(context); await note('end', context); return { text: 'total ' + total } } })
const announce = step({ name: 'announce', inputs: { status: z.string() }, outputs: {},
  async run({ status }, context) { await work(context, 10); await note('end ' + status, context) } })

export const chaos = pipeline({
  name: 'chaos',
  params: z.object({ count: number }),
  onEnd: announce,
  build({ params, run, map, when }) {
    const { items } = run(load, { count: params.count })
    const fits = map(items, (item) => {
      const { score, parts } = run(fit, { item })
      const checks = map(parts, (part) => run(check, { part }), { name: 'checks' })
      return { score, checks: checks.ok }
    }, { name: 'sweep' })
    const { total } = run(sum, { scores: fits.score, checks: fits.checks })
    const live = when(gte(total, 1), () => run(publish, { total }), { name: 'live' })
    return { total, text: live.text }
  },
})
`
}

/** Starts that the budgets of its steps allow under one driver: 3 or 1 of their own, and 5 for what their places do. */
export function allowedStarts(path: string): number {
  return path.endsWith('.fit') ? 3 + 5 : 1 + 5
}

/** A store on which calls go wrong by chance, but for the same call of a seed always in the same way. */
const FAULTY_STORE = `
import { defineFlavor } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { faulty } from '@regauge/testing/faulty'
import { createHash } from 'node:crypto'
import { z } from 'zod'

export const faultyStore = defineFlavor({
  kind: 'artifact-store',
  name: 'faulty',
  summary: 'A local store on which calls go wrong.',
  config: z.strictObject({ path: z.string(), seed: z.int() }),
  capabilities: { reach: 'machine' },
  async create({ config: { path, seed }, ...options }) {
    const store = await localArtifactStore.create({ ...options, config: { path, durable: false } })
    return faulty(store, ({ method, key, count }) => {
      const chance = createHash('sha256').update([seed, method, key].join(' ')).digest().readUInt16BE() % 100
      if (method === 'list') return chance < 50 ? { kind: 'stale', ms: 2_000 } : undefined
      if (method === 'put' && chance < 15) return count === 1 ? { kind: 'unanswered' } : undefined
      if (chance >= 15 && chance < 25) return count <= 3 ? { kind: 'refused' } : undefined
      if (chance >= 25 && chance < 40) return { kind: 'slow', ms: 20 }
      return undefined
    })
  },
})
`

function stackFile(name: string, packages: readonly string[], store: string): string {
  return [
    `name: ${name}`,
    `packages: [${packages.map((each) => `'${each}'`).join(', ')}]`,
    'components:',
    '  orchestrator: { flavor: local, config: { slots: 3 } }',
    `  artifact-store: ${store}`,
    '',
  ].join('\n')
}

/**
 * A project with the pipeline and two stacks on one store: `plain`, and `faulty`, whose calls go wrong as the seed says.
 * Durations of the steps leave time to kill something.
 */
export function chaosProject(seed: number): TestProject {
  const local = '@regauge/orchestrator-local'
  const path = '.regauge/store'
  return createProject({
    'pipeline.ts': chaosPipeline(NOTE),
    'faulty-store.ts': FAULTY_STORE,
    'package.json': '{ "type": "module" }\n',
    'regauge.yaml': 'defaultStack: plain\n',
    'stacks/plain.yaml': stackFile('plain', [local], `{ flavor: local, config: { path: ${path} } }`),
    'stacks/faulty.yaml': stackFile(
      'faulty',
      [local, './faulty-store.ts'],
      `{ flavor: faulty, config: { path: ${path}, seed: ${seed} } }`,
    ),
  })
}

/** What the pipeline gives for so many items. */
export function expectedTotal(count: number): number {
  let total = 0
  for (let item = 0; item < count; item += 1) total += item * 2 + (item % 2 === 0 ? item + 1 + item + 2 : 0)
  return total
}
