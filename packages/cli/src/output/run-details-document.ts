import type { RunDetails, TrackedAttempt } from '../run-details.ts'
import { artifactDocuments } from './artifact-text.ts'
import { toSeries } from './metric-series.ts'
import { statusText } from './run-text.ts'

/** What `runs show --json` prints: the document of `run`, with the steps one by one and their counts as `counts`. */
export function runDetailsDocument({ view, steps, tracked }: RunDetails): object {
  const { record, driver, end, live } = view
  return {
    run: record.run,
    pipeline: record.pipeline,
    stack: driver?.stack.name ?? null,
    status: statusText(view),
    counts: end?.steps ?? live?.steps ?? null,
    outputs: artifactDocuments(end?.outputs ?? {}),
    seconds: end?.seconds ?? null,
    epoch: view.epoch,
    params: record.params,
    labels: record.labels,
    key: record.key ?? null,
    schedule: record.schedule ?? null,
    submittedAt: record.submittedAt,
    submittedBy: record.submittedBy,
    endedAt: end?.endedAt ?? null,
    steps: steps.map(({ ms: _ms, outputs, startedAt, endedAt, worker, ...step }) => ({
      ...step,
      startedAt: startedAt ?? null,
      endedAt: endedAt ?? null,
      worker: worker ?? null,
      outputs: artifactDocuments(outputs),
    })),
    metrics: tracked.map(({ path, attempt, lines }) => ({
      path,
      attempt,
      metrics: toSeries(lines).map(({ name, values, last, min, max }) => ({
        name,
        last,
        min,
        max,
        points: values.length,
      })),
      params: namedValues(lines, 'param'),
      tags: namedValues(lines, 'tag'),
    })),
    warnings: end?.warnings ?? live?.warnings ?? [],
    ...(end?.failure && { failure: end.failure }),
  }
}

/** The parameters or tags among an attempt's lines; the last one of a name counts. */
export function namedValues(
  lines: TrackedAttempt['lines'],
  kind: 'param' | 'tag',
): { readonly [name: string]: string } {
  return Object.fromEntries(lines.flatMap((line) => (line.kind === kind ? [[line.name, line.value]] : [])))
}
