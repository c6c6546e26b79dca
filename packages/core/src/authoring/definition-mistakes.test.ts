import { describe, test } from 'vitest'
import { z } from 'zod'
import { artifact, listOf } from './artifact.ts'
import { commandStep } from './command-step.ts'
import { and, eq, gte, isSet, not } from './conditions.ts'
import { building, expectMistake, load, type Loose } from './mistakes.fixture.ts'
import { pipeline } from './pipeline.ts'
import type { Ref } from './ref.ts'
import { step } from './step.ts'

describe('definitions', () => {
  test('things that are no steps', () => {
    for (const no of [undefined, null, {}, () => 1, 'load']) {
      expectMistake(
        building(({ run }) => run(no, {})),
        'AUTHORING_STEP_INVALID',
        /Pipeline "training": run: .* was given where a step/,
      )
    }
    expectMistake(() => step({ name: 's' } as Loose), 'AUTHORING_STEP_INVALID', /Step "s" has no function to run/)
  })

  test('things that are no types', () => {
    for (const field of [null, 'string', {}, 7]) {
      expectMistake(
        () => step({ name: 's', inputs: { a: field as Loose }, run() {} }),
        'AUTHORING_TYPE_INVALID',
        /Step "s": input "a" is described by/,
      )
    }
    expectMistake(() => listOf(7 as Loose), 'AUTHORING_TYPE_INVALID', /The item of a list/)
    expectMistake(
      () => artifact({ name: 'a', materializer: 'byte' as Loose }),
      'AUTHORING_TYPE_INVALID',
      /there is no materializer "byte"/,
      /Did you mean "bytes"\?/,
    )
    expectMistake(() => artifact({ name: 'a', materializer: {} as Loose }), 'AUTHORING_TYPE_INVALID', /lacks a name/)
    const taken = { name: 'json', write: () => {}, read: () => {} }
    expectMistake(() => artifact({ name: 'a', materializer: taken as Loose }), 'AUTHORING_TYPE_INVALID', /a built-in/)
  })

  test('options that do not exist', () => {
    expectMistake(
      () => step({ name: 's', retris: {}, run() {} } as Loose),
      'AUTHORING_OPTION_UNKNOWN',
      /Step "s": there is no option "retris"/,
      /Did you mean "retry"\?/,
    )
    expectMistake(() => pipeline({ name: 'p', param: 1, build() {} } as Loose), 'AUTHORING_OPTION_UNKNOWN', /"param"/)
    expectMistake(
      building(({ run }) => run(load, { path: 'x' }, { time: '5m' })),
      'AUTHORING_OPTION_UNKNOWN',
      /node "load": there is no option "time"/,
    )
    expectMistake(
      building(({ params, map }) => map(params.rates, () => {}, { parallel: 2 })),
      'AUTHORING_OPTION_UNKNOWN',
      /"parallel"/,
    )
  })

  test('commands and their files', () => {
    for (const command of [undefined, [], [''], ['a', 1], 'python3 x.py']) {
      expectMistake(
        () => commandStep({ name: 'c', command } as Loose),
        'AUTHORING_STEP_INVALID',
        /Step "c" has no command/,
      )
    }
    for (const file of ['/etc/passwd', '../up.py', 'a/../../b', '', 'a\\b']) {
      expectMistake(
        () => commandStep({ name: 'c', command: ['x'], files: [file] }),
        'AUTHORING_STEP_INVALID',
        /does not lie beside the pipeline's module/,
      )
    }
  })

  test('hooks that nobody can call', () => {
    const needy = step({ name: 'needy', inputs: { rows: z.string() }, run() {} })
    expectMistake(
      () => step({ name: 's', run() {}, onFailure: needy as Loose }),
      'AUTHORING_HOOK_INVALID',
      /Step "s", onFailure: nothing fills the input "rows" of step "needy"/,
      /run, path, status, failure/,
    )
    const hooked = step({ name: 'hooked', run() {}, onEnd: step({ name: 'end', run() {} }) })
    expectMistake(
      () => pipeline({ name: 'p', onEnd: hooked, build() {} }),
      'AUTHORING_HOOK_INVALID',
      /has hooks of its own/,
    )
    expectMistake(() => pipeline({ name: 'p', onEnd: 7 as Loose, build() {} }), 'AUTHORING_STEP_INVALID', /onEnd/)
  })

  test('settings of a pipeline', () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ build: undefined }, /has no function to build/],
      [{ params: {} }, /params is no schema/],
      [{ failMode: 'never' }, /no fail mode "never"/],
      [{ deadline: '5 minutes' }, /deadline is "5 minutes"/],
    ]
    for (const [setting, message] of wrong) {
      const options = { name: 'p', build() {}, ...setting } as Loose
      expectMistake(() => pipeline(options), 'AUTHORING_PIPELINE_INVALID', message)
    }
  })

  test('settings of a map', () => {
    for (const setting of [{ concurrency: 0 }, { bundle: 1.5 }, { concurrency: '4' }]) {
      expectMistake(
        building(({ params, run, map }) => map(params.rates, () => run(load, { path: 'x' }), setting)),
        'AUTHORING_MAP_INVALID',
        /node "map": (concurrency|bundle) is/,
      )
    }
  })

  test('conditions', () => {
    const ref = (build: (ref: Ref<never>) => unknown) => building(({ params }) => build(params.path))
    expectMistake(
      ref((path) => eq(path, [] as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /eq cannot compare an Array/,
    )
    expectMistake(
      ref((path) => eq(path, undefined as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /eq cannot compare undefined/,
      /isSet/,
    )
    expectMistake(
      ref((path) => gte(path, true as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /gte cannot compare a boolean/,
    )
    expectMistake(
      ref((path) => gte(path, Number.NaN as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /gte cannot compare NaN/,
    )
    expectMistake(
      ref(() => isSet(1 as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /isSet takes a ref/,
    )
    expectMistake(
      ref(() => (and as Loose)()),
      'AUTHORING_CONDITION_INVALID',
      /and was given no condition/,
    )
    expectMistake(
      ref((path) => not(path as Loose)),
      'AUTHORING_CONDITION_INVALID',
      /not was given a ref where a condition/,
    )
    expectMistake(
      building(({ params, run, when }) => when(params.path, () => run(load, { path: 'x' }))),
      'AUTHORING_CONDITION_INVALID',
      /when was given a ref/,
      /eq\(ref, true\)/,
    )
  })
})
