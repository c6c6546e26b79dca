import * as fc from 'fast-check'
import picocolors from 'picocolors'
import { describe, expect, test } from 'vitest'
import { displayWidth } from '../output/display-width.ts'
import { liveView } from './live-view.ts'
import type { FrameOptions } from './live-view.ts'
import { AT, node, statusOf } from './status.fixture.ts'
import type { NodeStatus, StatusRecord } from '@regauge/core/records'

const frame: FrameOptions = {
  elapsedMs: 12_300,
  staleMs: 0,
  width: 80,
  height: 20,
  colors: picocolors.createColors(false),
  tick: 0,
}
const ago = (seconds: number) => new Date(Date.parse(AT) - seconds * 1000).toISOString()

const sweep = statusOf(
  {
    load: node('succeeded', { from: 12, to: 10.8 }),
    sweep: node('running', { kind: 'map', total: 100, succeeded: 36, failed: 1, running: 2, from: 10 }),
    'sweep.fit': node('running', { total: 100, succeeded: 36, failed: 1, running: 2, from: 10 }),
    pick: node('waiting'),
    live: node('waiting', { kind: 'when' }),
    'live.then.promote': node('waiting'),
  },
  {
    live: [
      {
        path: 'sweep[38].fit',
        attempt: 1,
        state: 'running',
        startedAt: ago(2),
        progress: 0.42,
        message: 'epoch 4 of 10',
      },
      { path: 'sweep[37].fit', attempt: 3, state: 'running', startedAt: ago(4) },
      { path: 'sweep[39].fit', attempt: 1, state: 'pending', pending: 'no free worker' },
    ],
  },
)

function show(status: StatusRecord, options: Partial<FrameOptions> = {}): string {
  const live = { run: status.run, pipeline: 'training', stack: 'local', status }
  return liveView(live, { ...frame, ...options }).join('\n')
}

describe('the live view', () => {
  test('shows nodes with the progress of maps and the attempts inside of them', () => {
    expect(show(sweep)).toMatchInlineSnapshot(`
      "⠋ training  12.3s  on local  run 019b76f0-1111-7000-8000-000000000000
      ✓ load                     1.2s
      ⠋ sweep           37/100  10.0s  2 running, 1 failed
      ⠋   fit           37/100  10.0s  2 running, 1 failed
      ⠋     [37]                 4.0s  attempt 3
      ⠋     [38]                 2.0s  42%  epoch 4 of 10
      ·     [39]                       waits: no free worker
      · pick
      · live
      ·   then.promote
      4 steps: 1 succeeded, 1 running, 2 waiting"
    `)
  })

  test('lets durations grow between two records', () => {
    expect(show(sweep, { staleMs: 3_000, height: 5 })).toMatchInlineSnapshot(`
      "⠋ training  12.3s  on local  run 019b76f0-1111-7000-8000-000000000000
      ⠋ sweep  37/100  13.0s  2 running, 1 failed
      ⠋   fit  37/100  13.0s  2 running, 1 failed
        … 1 more succeeded, 3 more waiting
      4 steps: 1 succeeded, 1 running, 2 waiting"
    `)
  })

  test('shows attempt, progress and message of a single step on its own line', () => {
    const status = statusOf(
      { load: node('running', { from: 3 }), fit: node('waiting') },
      {
        live: [
          {
            path: 'load',
            attempt: 2,
            state: 'running',
            startedAt: ago(1),
            progress: 0.5,
            message: 'page 3\n\u001b[2J',
          },
        ],
      },
    )
    expect(show(status)).toMatchInlineSnapshot(`
      "⠋ training  12.3s  on local  run 019b76f0-1111-7000-8000-000000000000
      ⠋ load    3.0s  attempt 2  50%  page 3
      · fit
      2 steps: 1 running, 1 waiting"
    `)
  })

  test('keeps what failed and what runs where the terminal is low, and counts the rest', () => {
    const names = Array.from({ length: 30 }, (_, index) => `step${index}`)
    const state = (index: number) =>
      index === 4 ? 'failed' : index < 15 ? 'succeeded' : index === 15 ? 'running' : 'waiting'
    const nodes = Object.fromEntries(names.map((name, index) => [name, node(state(index))]))
    expect(show(statusOf(nodes), { height: 8 })).toMatchInlineSnapshot(`
      "⠋ training  12.3s  on local  run 019b76f0-1111-7000-8000-000000000000
      ✗ step4
      ⠋ step15
      · step16
      · step17
      · step18
        … 14 more succeeded, 11 more waiting
      30 steps: 14 succeeded, 1 failed, 1 running, 14 waiting"
    `)
  })

  test('leaves the nodes alone behind, since the result follows', () => {
    const status = statusOf({ load: node('succeeded', { from: 3, to: 1 }), fit: node('skipped') })
    expect(show(status, { isLast: true, height: 2 })).toMatchInlineSnapshot(`
      "✓ load    2.0s
      – fit"
    `)
  })

  test('says that a run is being cancelled', () => {
    expect(show(statusOf({ load: node('running', { from: 1 }) }, { status: 'cancelling' }))).toMatchInlineSnapshot(`
      "⠋ training  12.3s  cancelling  on local  run 019b76f0-1111-7000-8000-0000000000…
      ⠋ load    1.0s
      1 step: 1 running"
    `)
  })

  test('paints glyphs and names only where colours are on', () => {
    const status = statusOf({ load: node('failed', { from: 2, to: 1 }) })
    expect(show(status)).not.toContain('\u001b')
    expect(show(status, { colors: picocolors.createColors(true) })).toContain('\u001b[31m✗')
  })

  test('never leaves the terminal, whatever runs', () => {
    const statuses: readonly NodeStatus['status'][] = [
      'waiting',
      'running',
      'succeeded',
      'failed',
      'skipped',
      'cancelled',
    ]
    const anyNode = fc.record({ status: fc.constantFrom(...statuses), total: fc.nat(1e6), from: fc.nat(1e5) })
    const anyName = fc.stringMatching(/^[a-z]{1,30}(\.[a-z]{1,9}){0,2}$/)
    fc.assert(
      fc.property(
        fc.dictionary(anyName, anyNode, { maxKeys: 40 }),
        fc.string({ unit: 'grapheme' }),
        fc.record({ width: fc.integer({ min: 10, max: 120 }), height: fc.integer({ min: 0, max: 40 }) }),
        (nodes, message, size) => {
          const paths = Object.keys(nodes)
          const status = statusOf(
            Object.fromEntries(paths.map((path) => [path, node(nodes[path]!.status, nodes[path])])),
            { live: paths.map((path) => ({ path, attempt: 2, state: 'running', message })) },
          )
          const lines = show(status, { ...size, colors: picocolors.createColors(true) }).split('\n')
          expect(lines.length).toBeLessThanOrEqual(Math.max(1, size.height))
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(size.width)
        },
      ),
    )
  })
})
