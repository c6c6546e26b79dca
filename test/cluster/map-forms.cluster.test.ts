import { readLogs } from '@regauge/core/records'
import { requestCancel } from '@regauge/core/run'
import { describe, expect, test } from 'vitest'
import { podOfAttempt } from './attempt-pod.fixture.ts'
import { evict } from './delete-places.fixture.ts'
import { openPromptedStack, type PromptedStack } from './prompted-stack.fixture.ts'
import { until } from './until.ts'

const NON_INDEXED = 'NonIndexed'

/**
 * Each with the Jobs that it makes of the items, the items that are at work at first, and the pods that are asked for in
 * all: what is tried again at the same moment may share a Job.
 */
const FORMS = [
  {
    form: 'one Indexed Job',
    maps: 'auto',
    pipeline: 'spread',
    jobs: ['Indexed of 4'],
    first: [0, 1, 2, 3],
    pods: 4 + 2,
  },
  {
    form: 'a Job an item',
    maps: 'jobs',
    pipeline: 'spread',
    jobs: Array<string>(4).fill(NON_INDEXED),
    first: [0, 1, 2, 3],
    pods: 4 + 2,
  },
  {
    form: 'one Indexed Job of bundles',
    maps: 'auto',
    pipeline: 'bundled',
    jobs: ['Indexed of 2'],
    first: [0, 2],
    // The second item of the bundle that is evicted has not begun, and is started again as well.
    pods: 2 + 3,
  },
] as const

describe('a map looks the same, on a real cluster', () => {
  test.concurrent.for(FORMS)('as $form', async ({ maps, pipeline, jobs, first, pods }) => {
    await using opened = await openPromptedStack({ config: { maps } })
    const { prompter, stack } = opened
    const { id, result } = await opened.drive(await opened.submit({ pipeline }))
    for (const item of first) await prompter.began(`each[${item}].works@1`)
    expect((await opened.jobs()).map(modeOf)).toEqual(jobs)
    prompter.tell('each[0].works@2', 'return')
    prompter.tell('each[1].works@1', 'return')
    prompter.tell('each[2].works@1', 'throw')
    prompter.tell('each[2].works@2', 'return')
    await evict(opened.namespace, await podOfAttempt(opened, id, 'each[0].works@1'))
    for (const attempt of ['each[0].works@2', 'each[1].works@1', 'each[2].works@2']) {
      await until(() => stack.store.stat(`runs/${id}/steps/${attempt}.outcome.json`))
    }
    await prompter.began('each[3].works@1')
    const made = await opened.jobs()
    expect(made.reduce((sum, { spec }) => sum + (spec?.completions ?? 1), 0)).toBe(pods)
    if (maps === 'jobs') expect(made).toHaveLength(pods)
    await requestCancel(stack.store, id, 1)
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'cancelled' } })
    const { fates, attempts } = await opened.read(id)
    expect(fates).toEqual({
      'each[0].works@1': 'infrastructure',
      'each[0].works@2': 'succeeded',
      'each[1].works@1': 'succeeded',
      'each[2].works@1': 'user',
      'each[2].works@2': 'succeeded',
      'each[3].works@1': 'cancelled',
    })
    expect(attempts.flatMap(({ failure }) => failure?.code ?? [])).toEqual([
      'STEP_INTERRUPTED',
      'STEP_FAILED',
      'STEP_CANCELLED',
    ])
    // What has been thrown away, too, and each line under its attempt.
    expect(await linesOf(opened, id)).toEqual(Object.keys(fates).map((attempt) => `${attempt}: begun`))
    expect(prompter.begun.toSorted()).toEqual(Object.keys(fates))
    await until(async () => (await opened.pods()).every(({ status }) => /^(?:Succeeded|Failed)$/.test(status!.phase!)))
  })
})

function modeOf({ spec }: Awaited<ReturnType<PromptedStack['jobs']>>[number]): string {
  const { completionMode = NON_INDEXED, completions } = spec!
  return completionMode === NON_INDEXED ? NON_INDEXED : `${completionMode} of ${completions}`
}

async function linesOf({ stack }: PromptedStack, run: string): Promise<readonly string[]> {
  const lines = await Array.fromAsync(readLogs(stack.store, run))
  return lines.map(({ path, attempt, line }) => `${path}@${attempt}: ${line.m}`)
}
