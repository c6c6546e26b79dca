import { describe, expect, test } from 'vitest'
import { hook, items, map, plan, step } from './plan.fixture.ts'
import type { StepChanges } from './plan.fixture.ts'
import { stepCounts } from './queries.ts'
import { failureOf, rehearse } from './rehearsal.fixture.ts'
import type { DriverOptions } from './types.ts'

const gone = failureOf('infrastructure', { code: 'NODE_GONE' })

/** A map of five items in bundles of three. */
function bundled(changes: StepChanges = {}, capacity: DriverOptions['capacity'] = {}) {
  const body = [step('sweep.fit', { retry: { delayMs: 0 }, ...changes })]
  return rehearse(plan([map('sweep', body, { over: items(5), bundle: 3 })]), { capacity })
}

const FIRST = 'sweep[0].fit@1+sweep[1].fit@1+sweep[2].fit@1'
const SECOND = 'sweep[3].fit@1+sweep[4].fit@1'

describe('a bundle', () => {
  test('is made of items that are next to each other, and the last one of what is left', () => {
    expect(bundled().launches()).toEqual([FIRST, SECOND])
  })

  test('is filled before it is launched, though there is no room for more than one', () => {
    expect(bundled({}, { orchestrator: { cpu: 1 } }).launches()).toEqual([FIRST])
  })

  test('takes the resources of one attempt, until its last attempt has an outcome', () => {
    const run = bundled({}, { orchestrator: { cpu: 1 } })
    run.succeed('sweep[0].fit@1', 'sweep[1].fit@1')
    expect(run.launches()).toEqual([FIRST])
    run.succeed('sweep[2].fit@1')
    expect(run.launches()).toEqual([SECOND])
  })

  test('retries each of its attempts by itself', () => {
    const run = bundled({ retry: { attempts: 2, delayMs: 1000 } })
    run.fail('sweep[1].fit@1')
    run.succeed('sweep[0].fit@1', 'sweep[2].fit@1', 'sweep[3].fit@1')
    run.fail('sweep[4].fit@1')
    expect(run.launches()).toEqual([FIRST, SECOND])
    run.wait(1000)
    expect(run.launches()).toEqual(['sweep[1].fit@2', 'sweep[4].fit@2'])
  })

  test('gathers retries that wait for a place', () => {
    const run = bundled({ retry: { attempts: 2, delayMs: 0 } }, { orchestrator: { bundles: 1 } })
    for (const item of [0, 1, 2]) run.fail(`sweep[${item}].fit@1`)
    expect(run.launches()).toEqual([FIRST, 'sweep[0].fit@2+sweep[1].fit@2+sweep[2].fit@2'])
  })

  test('is not shared with an attempt that needs more memory than the others', () => {
    const run = bundled(
      { resources: { memory: 100 }, retry: { attempts: 2, delayMs: 0, onOom: { memory: 2 } } },
      { orchestrator: { bundles: 1 } },
    )
    run.fail('sweep[0].fit@1')
    run.fail('sweep[1].fit@1', failureOf('oom'))
    run.fail('sweep[2].fit@1')
    run.succeed('sweep[0].fit@2', 'sweep[2].fit@2', 'sweep[3].fit@1', 'sweep[1].fit@2')
    const [third, fourth] = ['sweep[0].fit@2+sweep[2].fit@2+sweep[3].fit@1', 'sweep[1].fit@2']
    expect(run.launches()).toEqual([FIRST, third, fourth, 'sweep[4].fit@1'])
  })

  test('is not shared by the items of two runs of a map', () => {
    const inner = map('outer.inner', [step('outer.inner.fit')], { over: items(1), bundle: 9 })
    const run = rehearse(plan([map('outer', [inner], { over: items(2), bundle: 9 })]))
    expect(run.launches()).toEqual(['outer[0].inner[0].fit@1', 'outer[1].inner[0].fit@1'])
  })

  test('is not shared by hooks', () => {
    const fit = step('sweep.fit', { hooks: [hook('sweep.fit.onEnd', 'onEnd')] })
    const run = rehearse(plan([map('sweep', [fit], { bundle: 3 })]), { capacity: { orchestrator: { cpu: 1 } } })
    run.succeed('sweep[0].fit@1', 'sweep[1].fit@1', 'sweep[2].fit@1', 'sweep[0].fit.onEnd@1')
    expect(run.launches()).toEqual([FIRST, 'sweep[0].fit.onEnd@1', 'sweep[1].fit.onEnd@1'])
  })

  test('of a later step takes what is ready, and opens no further items to be full', () => {
    const body = [step('sweep.a'), step('sweep.b', { needs: ['sweep.a'] })]
    const run = rehearse(plan([map('sweep', body, { over: items(4), bundle: 2 })]), {
      capacity: { orchestrator: { cpu: 1 } },
    })
    run.succeed('sweep[0].a@1')
    run.fail('sweep[1].a@1')
    expect(run.launches()).toEqual(['sweep[0].a@1+sweep[1].a@1', 'sweep[0].b@1'])
    expect(stepCounts(run.state)).toMatchObject({ total: 4, skipped: 1 })
  })
})

describe('when a bundle loses its place', () => {
  test('only the attempt that had started is charged, and the others go back free', () => {
    const run = bundled({ retry: { infrastructure: 1, delayMs: 0 } })
    run.start('sweep[0].fit@1')
    run.succeed('sweep[0].fit@1')
    run.start('sweep[1].fit@1')
    run.lose('sweep[0].fit@1', gone)
    expect(run.fences()).toEqual(['sweep[1].fit@1 NODE_GONE'])
    expect(run.launches()).toEqual([FIRST, SECOND, 'sweep[1].fit@2', 'sweep[2].fit@1'])
  })

  test('an attempt that goes back again and again uses up nothing', () => {
    const run = bundled({ retry: { infrastructure: 0 } })
    for (const item of [0, 1]) {
      run.start(`sweep[${item}].fit@1`)
      run.lose(`sweep[${item}].fit@1`, gone)
    }
    expect(run.fences()).toEqual(['sweep[0].fit@1 NODE_GONE', 'sweep[1].fit@1 NODE_GONE'])
    expect(run.launches()).toEqual([FIRST, SECOND, 'sweep[1].fit@1+sweep[2].fit@1', 'sweep[2].fit@1'])
    run.succeed('sweep[2].fit@1', 'sweep[3].fit@1', 'sweep[4].fit@1')
    expect(run.end()?.failed.map(({ path }) => path)).toEqual(['sweep[0].fit', 'sweep[1].fit'])
  })

  test('its first attempt is charged where none had started, so that no launch is for nothing', () => {
    const run = bundled({ retry: { infrastructure: 0 } })
    run.lose('sweep[0].fit@1', gone)
    run.lose('sweep[1].fit@1', gone)
    run.lose('sweep[2].fit@1', gone)
    expect(run.fences().map((fence) => fence.split('@')[0])).toEqual(['sweep[0].fit', 'sweep[1].fit', 'sweep[2].fit'])
  })

  test('all of its attempts are charged where nothing mends it', () => {
    const run = bundled()
    run.lose('sweep[0].fit@1', failureOf('config'))
    expect(run.fences()).toHaveLength(3)
    expect(run.launches()).toEqual([FIRST, SECOND])
  })

  test('an outcome shows as well as a start that it had begun its work', () => {
    const run = bundled()
    run.succeed('sweep[0].fit@1')
    run.lose('sweep[0].fit@1', failureOf('config'))
    expect(run.fences()).toEqual([])
    expect(run.launches()).toEqual([FIRST, SECOND, 'sweep[1].fit@1+sweep[2].fit@1'])
  })

  test('its place is free at once, though its attempts are still being given up', () => {
    const body = [step('sweep.fit')]
    const run = rehearse(plan([map('sweep', body, { over: items(2) })]), {
      capacity: { orchestrator: { cpu: 1 } },
      silentStore: true,
    })
    run.start('sweep[0].fit@1')
    run.lose('sweep[0].fit@1', gone)
    expect(run.launches()).toEqual(['sweep[0].fit@1', 'sweep[1].fit@1'])
    // Its end frees nothing a second time.
    run.fail('sweep[0].fit@1', gone)
    run.wait(1000)
    expect(run.launches()).toEqual([])
  })
})

describe('when a launcher refuses a bundle', () => {
  test('all of its attempts fail with the reason', () => {
    const run = bundled()
    run.refuse('sweep[0].fit@1', failureOf('config', { code: 'IMAGE_UNKNOWN' }))
    run.refuse('sweep[3].fit@1', failureOf('config', { code: 'IMAGE_UNKNOWN' }))
    expect(run.end()?.failed).toHaveLength(5)
    expect(run.end()?.failed[0]).toMatchObject({ path: 'sweep[0].fit', failure: { code: 'IMAGE_UNKNOWN' } })
  })

  test('they are tried again where that may mend it', () => {
    const run = bundled({ retry: { infrastructure: 1, delayMs: 1000 } })
    run.refuse('sweep[3].fit@1', gone)
    run.wait(1000)
    expect(run.launches()).toEqual([FIRST, SECOND, 'sweep[3].fit@2', 'sweep[4].fit@2'])
  })
})
