import type { ArtifactStore } from '@regauge/core'
import { readRun, requestedEpoch } from '@regauge/core/records'
import { openProjectStack } from '@regauge/core/run'
import type { Command, CommandContext } from '../context.ts'
import { parseDurationOption } from '../duration-option.ts'
import { printJson, printLines } from '../output/print.ts'

/** What `k8s gc` takes. */
export interface K8sGcOptions {
  readonly stack?: string
  readonly olderThan: string
  readonly dryRun?: boolean
}

/** Deletes what runs that have ended left in the clusters of a stack, as their records in its store say. */
export const k8sGc: Command<K8sGcOptions> = async ({ stack: flag, olderThan, dryRun = false, json }, context) => {
  const olderThanMs = parseDurationOption(olderThan, '--older-than')
  const { cwd, env, signal } = context
  await using opened = await openProjectStack({ cwd, env, flag })
  const { orchestrator, operators, store } = opened.stack
  const isOver = (run: string) => hasEnded(store, run, { olderThanMs, signal })
  const removed = new Set<string>()
  for (const place of [orchestrator, ...Object.values(operators)]) {
    for await (const run of place.sweep?.({ isOver, dryRun, signal }) ?? []) {
      if (!removed.has(run) && !json) printLines(context, [run])
      removed.add(run)
    }
  }
  if (json) printJson(context, { stack: opened.choice.name, dryRun, removed: [...removed] })
  else context.stderr.write(`${dryRun ? 'Would remove' : 'Removed'} what ${countOf(removed.size)} left.\n`)
  return 0
}

/** A run that somebody is about to go on with has not; of one that is not in this store, nobody can tell. */
async function hasEnded(
  store: ArtifactStore,
  run: string,
  { olderThanMs, signal }: Pick<CommandContext, 'signal'> & { readonly olderThanMs: number },
): Promise<boolean> {
  const view = await readRun(store, run, { signal })
  if (!view?.end || Date.now() - Date.parse(view.end.endedAt) < olderThanMs) return false
  return (await requestedEpoch(store, view, { signal })) === undefined
}

function countOf(runs: number): string {
  return runs === 1 ? '1 run has' : `${runs} runs have`
}
