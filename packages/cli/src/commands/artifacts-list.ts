import { listStepRuns } from '@regauge/core/records'
import type { ArtifactRef } from '@regauge/core/records'
import { formatSize } from '@regauge/core/units'
import type { Command } from '../context.ts'
import { openRuns } from '../open-runs.ts'
import { artifactDocument, shortDigest } from '../output/artifact-text.ts'
import { oneLine } from '../output/one-line.ts'
import { printJson, printLines } from '../output/print.ts'
import { table } from '../output/table.ts'

/** What `artifacts list` takes. */
export interface ArtifactsListOptions {
  readonly run: string
  readonly stack?: string
}

/** Lists the outputs of a run's pipeline, then those of its steps; of a step run, the attempt that counts. */
export const artifactsList: Command<ArtifactsListOptions> = async ({ run: name, stack, json }, context) => {
  await using opened = await openRuns(stack, context)
  const view = await opened.find(name)
  const { run } = view.record
  const steps = await listStepRuns(opened.store, view, { signal: context.signal })
  const artifacts: (readonly [name: string, ref: ArtifactRef])[] = [
    ...Object.entries(view.end?.outputs ?? {}),
    ...steps
      .filter((step) => step.status === 'succeeded' && !step.discarded)
      .flatMap(({ path, outputs }) =>
        Object.entries(outputs).map(([output, ref]) => [`${path}.${output}`, ref] as const),
      ),
  ]
  if (json) {
    printJson(context, {
      run,
      artifacts: artifacts.map(([each, ref]) => ({
        artifact: `${run}:${each}`,
        ...artifactDocument(ref),
        format: ref.format,
      })),
    })
  } else if (artifacts.length === 0) {
    context.stderr.write(`Run ${run} has left no artifacts.\n`)
  } else {
    const { colors, columns: width } = context.stdout
    const rows = artifacts.map(([each, ref]) => [
      each,
      ref.type ?? ref.format,
      formatSize(ref.size),
      shortDigest(ref.digest),
      ref.value === undefined ? '' : oneLine(JSON.stringify(ref.value)).slice(0, 200),
    ])
    const columns = ['artifact', 'type', 'size', 'digest', 'value'].map((title) => {
      return title === 'size' ? { title, align: 'right' as const } : { title }
    })
    printLines(context, table(rows, { columns, title: colors.dim, width }))
  }
  return 0
}
