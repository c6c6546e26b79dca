import { formatSize } from '@regauge/core/units'
import type { Command } from '../context.ts'
import { findArtifact } from '../find-artifact.ts'
import { openRuns } from '../open-runs.ts'
import { artifactDocument } from '../output/artifact-text.ts'
import { oneLine } from '../output/one-line.ts'
import { printJson, printLines } from '../output/print.ts'
import { facts } from '../output/table.ts'
import { localTime } from '../output/time-text.ts'

/** What `artifacts show` takes. */
export interface ArtifactsShowOptions {
  readonly artifact: string
  readonly stack?: string
}

const VALUE_COLUMNS = 2000

/** Prints what is known of an artifact, without its content unless that stands in the record. */
export const artifactsShow: Command<ArtifactsShowOptions> = async ({ artifact, stack, json }, context) => {
  await using opened = await openRuns(stack, context)
  const { name, view, ref, producer } = await findArtifact(artifact, opened, context)
  if (json) {
    printJson(context, {
      artifact: name,
      pipeline: view.record.pipeline,
      ...artifactDocument(ref),
      format: ref.format,
      count: ref.count ?? null,
      fileName: ref.fileName ?? null,
      producer: producer ? { path: producer.path, attempt: producer.attempt, endedAt: producer.endedAt } : null,
    })
    return 0
  }
  const known: (readonly [string, string | undefined])[] = [
    ['artifact', name],
    ['pipeline', view.record.pipeline],
    ['type', ref.type],
    ['format', ref.format],
    ['size', formatSize(ref.size)],
    ['items', ref.count?.toString()],
    ['file name', ref.fileName === undefined ? undefined : oneLine(ref.fileName)],
    ['digest', `sha256:${ref.digest}`],
    ['producer', producer && `${producer.path} attempt ${producer.attempt}`],
    ['stored', producer?.endedAt === undefined ? undefined : localTime(producer.endedAt)],
    ['value', ref.value === undefined ? undefined : oneLine(JSON.stringify(ref.value)).slice(0, VALUE_COLUMNS)],
  ]
  const shown = known.flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value] as const]))
  printLines(context, facts(shown, context.stdout.colors.dim))
  return 0
}
