import type { StepContext } from '@regauge/core'

/** What a step under test has said. */
export interface Heard {
  readonly logged: string[]
  readonly metrics: { readonly name: string; readonly value: number; readonly step?: number | undefined }[]
  readonly progress: number[]
}

/** A context to call a step's `run` with, and what the step says through it. */
export function testContext(overrides: Partial<StepContext> = {}): { context: StepContext; heard: Heard } {
  const heard: Heard = { logged: [], metrics: [], progress: [] }
  const log = (message: string): void => void heard.logged.push(message)
  const context: StepContext = {
    run: 'test',
    pipeline: 'training',
    step: 'step',
    path: 'step',
    attempt: 1,
    items: [],
    signal: new AbortController().signal,
    log: { debug: log, info: log, warn: log, error: log },
    tracker: {
      metric: (name, value, options) => void heard.metrics.push({ name, value, step: options?.step }),
      param: () => {},
      tag: () => {},
    },
    progress: (fraction) => void heard.progress.push(fraction),
    workDir: '',
    secrets: {},
    ...overrides,
  }
  return { context, heard }
}
