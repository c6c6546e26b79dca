import picocolors from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { EndRecord } from '@regauge/core/records'
import { runDocument, runFailures, runSummary } from './run-summary.ts'

const colors = picocolors.createColors(false)
const DIGEST = 'ab'.repeat(32)

function ended(end: Partial<EndRecord>) {
  return {
    run: '019b76f0-1111-7000-8000-000000000000',
    pipeline: 'training',
    stack: 'local',
    end: {
      schema: 'regauge.end/1' as const,
      run: '019b76f0-1111-7000-8000-000000000000',
      epoch: 1,
      status: 'succeeded' as const,
      steps: { total: 3, succeeded: 3, cached: 1, failed: 0, skipped: 0, cancelled: 0 },
      outputs: {},
      failed: [],
      failMode: 'fail-fast' as const,
      endedAt: '2026-01-01T00:00:00.000Z',
      seconds: 12.34,
      ...end,
    },
  }
}

const outputs = {
  accuracy: { format: 'json', digest: DIGEST, size: 4, value: 0.93 },
  weights: { format: 'bytes', digest: DIGEST, size: 2_500_000, type: 'weights' },
}

describe('the summary of a run', () => {
  test('names each kind of warning, and how often it came', () => {
    const warnings = [
      { code: 'KUBERNETES_POD_DELETED', message: 'Deleted.', count: 1 },
      { code: 'STEP_LOST', message: 'No outcome.', count: 2 },
    ]
    expect(runSummary(ended({ warnings }), colors)).toEqual(
      expect.arrayContaining([
        'warning Deleted. (KUBERNETES_POD_DELETED)',
        'warning No outcome. (2 times; this was the last) (STEP_LOST)',
      ]),
    )
    expect(runDocument(ended({ warnings }))).toMatchObject({ warnings })
    expect(runDocument(ended({}))).not.toHaveProperty('warnings')
  })

  test('shows small outputs by value and how to get at the others', () => {
    expect(runSummary(ended({ outputs }), colors).join('\n')).toMatchInlineSnapshot(`
      "✓ training succeeded in 12.3s
        run    019b76f0-1111-7000-8000-000000000000
        stack  local
        steps  3 steps: 3 succeeded (1 cached)
      outputs
        accuracy  0.93
        weights   weights sha256:abababababab (2.4 MiB)
        regauge artifacts get 019b76f0-1111-7000-8000-000000000000:weights --out FILE"
    `)
  })

  test('is one document for programs', () => {
    expect(runDocument(ended({ outputs }))).toEqual({
      run: '019b76f0-1111-7000-8000-000000000000',
      pipeline: 'training',
      stack: 'local',
      status: 'succeeded',
      steps: { total: 3, succeeded: 3, cached: 1, failed: 0, skipped: 0, cancelled: 0 },
      outputs: {
        accuracy: { digest: DIGEST, size: 4, type: 'json', value: 0.93 },
        weights: { digest: DIGEST, size: 2_500_000, type: 'weights' },
      },
      seconds: 12.34,
    })
  })
})

describe('the failures of a run', () => {
  const failure = {
    class: 'user' as const,
    code: 'STEP_FAILED',
    message: 'No dataset at https://example.com',
    stack:
      'Error: No dataset\n    at load (pipeline.ts:12:7)\n    at node:internal/x:1:1\n    at f (/p/node_modules/z/i.js:1:1)',
    log: ['fetching', '\u001b[31mstatus 404\u001b[0m'],
  }

  test("show the author's own lines and the end of the log", () => {
    const end = { status: 'failed' as const, failed: [{ path: 'sweep[3].fit', attempt: 2, failure }] }
    expect(runFailures(ended(end), colors).join('\n')).toMatchInlineSnapshot(`
      "✗ sweep[3].fit attempt 2 failed: STEP_FAILED (user)
        No dataset at https://example.com
          at load (pipeline.ts:12:7)
        last lines of its log:
        │ fetching
        │ status 404
        hint: Read its log with: regauge runs logs 019b76f0-1111-7000-8000-000000000000 'sweep[3].fit'"
    `)
  })

  test('are cut where there are many, and counted', () => {
    const failed = Array.from({ length: 100 }, (_, index) => ({ path: `sweep[${index}].fit`, attempt: 1, failure }))
    const steps = { total: 1000, succeeded: 0, cached: 0, failed: 1000, skipped: 0, cancelled: 0 }
    const text = runFailures(ended({ status: 'failed', failed, steps }), colors).join('\n')
    expect(text).toContain('and 990 more; see: regauge runs show')
    expect(text.match(/attempt 1 failed/g)).toHaveLength(10)
  })

  test('say what ended the run as a whole', () => {
    const end = {
      status: 'cancelled' as const,
      failure: { class: 'timeout' as const, code: 'RUN_DEADLINE', message: 'Took over 1h.' },
    }
    expect(runFailures(ended(end), colors)).toEqual(['✗ the run ended early: Took over 1h. (RUN_DEADLINE)'])
  })
})
