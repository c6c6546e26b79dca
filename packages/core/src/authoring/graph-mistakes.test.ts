import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { artifact } from './artifact.ts'
import { gte, isSet } from './conditions.ts'
import { building, expectMistake, load, type Loose, type Tools } from './mistakes.fixture.ts'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'

const Weights = artifact<Uint8Array>({ name: 'weights', materializer: 'bytes' })
const fit = step({
  name: 'fit',
  inputs: { rows: z.array(z.number()), rate: z.number().optional() },
  outputs: { weights: Weights, accuracy: z.number() },
  run: () => ({ weights: new Uint8Array(), accuracy: 1 }),
})
const use = step({ name: 'use', inputs: { weights: Weights }, run() {} })
const plain = step({ name: 'plain', inputs: { settings: z.unknown() }, run() {} })

describe('names and paths', () => {
  test('two nodes with one id, whatever the case', () => {
    const cause = building(({ params, run }) => {
      run(load, { path: params.path })
      run(load, { path: params.path })
    })
    expectMistake(
      cause,
      'AUTHORING_NAME_TAKEN',
      /Pipeline "training" has two nodes named "load"/,
      /Pass \{ name \} to one/,
    )
    const inCase = building(({ params, run, map }) => {
      map(params.rates, (rate: Loose) => {
        run(load, { path: params.path })
        run(load, { path: rate }, { name: 'LOAD' })
      })
    })
    expectMistake(
      inCase,
      'AUTHORING_NAME_TAKEN',
      /scope "map" has two nodes named "load" and "LOAD", which differ only in case/,
    )
  })

  test('one id in different scopes is fine', () => {
    building(({ params, run, map }) => {
      run(load, { path: params.path })
      map(params.rates, () => void run(load, { path: params.path }))
    })()
  })

  test('names that cannot be part of a key, anywhere', () => {
    for (const name of ['', '1st', 'a.b', 'ä', 'a'.repeat(64), 'a/b', undefined, 7]) {
      expectMistake(
        () => step({ name, run() {} } as Loose),
        'AUTHORING_NAME_INVALID',
        /A step has/,
        /A name is a letter/,
      )
    }
    expectMistake(
      () => pipeline({ name: 'a b', build() {} }),
      'AUTHORING_NAME_INVALID',
      /A pipeline has the name "a b"/,
    )
    expectMistake(() => artifact({ name: 'a b', materializer: 'text' }), 'AUTHORING_NAME_INVALID', /An artifact type/)
    expectMistake(
      () => step({ name: 's', inputs: { 'a-ö': z.string() }, run() {} }),
      'AUTHORING_NAME_INVALID',
      /Step "s": an input has the name "a-ö"/,
    )
    expectMistake(
      building(({ params, run }) => run(load, { path: params.path }, { name: 'my load' })),
      'AUTHORING_NAME_INVALID',
      /Pipeline "training": a node has the name "my load"/,
    )
    expectMistake(
      building(({ params, run }) => ({ 'the rows': run(load, { path: params.path }).rows })),
      'AUTHORING_NAME_INVALID',
      /Pipeline "training": an output has the name "the rows"/,
    )
  })

  test('names of hooks are no names of nodes', () => {
    const cause = building(({ params, run }) => run(load, { path: params.path }, { name: 'onfailure' }))
    expectMistake(cause, 'AUTHORING_NAME_INVALID', /cannot be named "onfailure", since hooks lie at that path/)
  })

  test('inputs or outputs that differ only in case', () => {
    const inputs = { rows: z.string(), Rows: z.string() }
    expectMistake(() => step({ name: 's', inputs, run() {} }), 'AUTHORING_NAME_TAKEN', /Step "s".*"rows".*"Rows"/)
  })

  test('a path that is too long for a key', () => {
    const long = (depth: number): ((tools: Tools) => unknown) => {
      return ({ params, run, map }) => {
        const inside = (left: number): unknown =>
          left === 0
            ? void run(load, { path: params.path })
            : void map(params.rates, () => inside(left - 1), { name: 'n'.repeat(50) })
        return inside(depth)
      }
    }
    building(long(3))()
    expectMistake(building(long(4)), 'AUTHORING_PATH_TOO_LONG', /has 203 characters; at most 180 fit/)
  })
})

describe('refs', () => {
  test('used outside of the block that made them', () => {
    const outOfMap = building(({ params, run, map }) => {
      let stray: unknown
      map(params.rates, (rate: unknown) => {
        stray = run(load, { path: rate }).rows
      })
      run(fit, { rows: stray })
    })
    expectMistake(
      outOfMap,
      'AUTHORING_REF_OUT_OF_SCOPE',
      /node "fit": input "rows": "map\.load\.rows" is used outside of the block "map"/,
      /Return it from the block/,
    )
    const item = building(({ params, run, map }) => {
      let stray: unknown
      map(params.rates, (rate: unknown) => {
        stray = rate
        run(load, { path: params.path })
      })
      return { stray }
    })
    expectMistake(item, 'AUTHORING_REF_OUT_OF_SCOPE', /output "stray": the item of "map" is used outside/)
    const otherArm = building(({ params, run, when }) => {
      let stray: unknown
      when(
        isSet(params.path),
        () => {
          stray = run(load, { path: params.path }).rows
        },
        () => run(fit, { rows: stray }),
      )
    })
    expectMistake(otherArm, 'AUTHORING_REF_OUT_OF_SCOPE', /node "when\.else\.fit".*outside of the block "when\.then"/)
    const inCondition = building(({ params, run, map, when }) => {
      let stray: Loose
      map(params.rates, (rate: unknown) => {
        stray = rate
        run(load, { path: params.path })
      })
      when(gte(stray, 1), () => run(load, { path: params.path }))
    })
    expectMistake(inCondition, 'AUTHORING_REF_OUT_OF_SCOPE', /node "when": its condition/)
    const after = building(({ params, run, map }) => {
      let stray: Loose
      map(params.rates, () => {
        stray = run(load, { path: params.path })
      })
      run(load, { path: params.path }, { after: stray })
    })
    expectMistake(after, 'AUTHORING_REF_OUT_OF_SCOPE', /after "map\.load"/)
  })

  test('of another build', () => {
    let stray: unknown
    building(({ params, run }) => {
      stray = run(load, { path: params.path }).rows
    })()
    const cause = building(({ run }) => run(fit, { rows: stray }))
    expectMistake(cause, 'AUTHORING_REF_FOREIGN', /"load\.rows" belongs to another build of pipeline "training"/)
  })

  test('inside of a literal', () => {
    const cause = building(({ params, run }) => run(plain, { settings: { a: [1, params.path] } }))
    expectMistake(cause, 'AUTHORING_REF_NESTED', /input "settings" was given a literal with a ref at a\[1\]/)
  })

  test('read as if they were values', () => {
    const reads: ((ref: Loose) => unknown)[] = [
      (ref) => `${ref}`,
      (ref) => ref + 1,
      (ref) => ref > 1,
      (ref) => String(ref),
      (ref) => JSON.stringify({ ref }),
      (ref) => ref.toString(),
    ]
    for (const read of reads) {
      const cause = building(({ params, run }) => run(load, { path: read(params.path) }))
      expectMistake(cause, 'AUTHORING_REF_NO_VALUE', /A ref \(params\.path\)/, /compare it with eq, lt, gte/)
    }
  })

  test('missing where only a ref can be', () => {
    expectMistake(
      building(({ params, run, map }) => map([1, 2], () => run(load, { path: params.path }))),
      'AUTHORING_REF_EXPECTED',
      /node "map": map goes over a ref to a list, and was given an Array/,
    )
    expectMistake(
      building(({ params, run }) => ({ ...run(load, { path: params.path }), accuracy: 1 })),
      'AUTHORING_REF_EXPECTED',
      /Pipeline "training": output "accuracy" is a number, not a ref/,
    )
    expectMistake(
      building(({ params, run }) => run(load, { path: params.path }).rows),
      'AUTHORING_REF_EXPECTED',
      /returned a ref instead of refs by name/,
    )
    for (const after of ['load', null, {}]) {
      expectMistake(
        building(({ params, run }) => run(load, { path: params.path }, { after })),
        'AUTHORING_REF_EXPECTED',
        /node "load": after was given/,
      )
    }
    expectMistake(
      building(({ params, run }) => run(load, { path: params.path }, { after: params.path })),
      'AUTHORING_REF_EXPECTED',
      /after was given params\.path, for which nothing has to be waited/,
    )
  })
})

describe('inputs', () => {
  test('unknown and missing ones', () => {
    expectMistake(
      building(({ params, run }) => run(load, { pth: params.path })),
      'AUTHORING_INPUT_UNKNOWN',
      /node "load": step "load" has no input "pth"/,
      /Did you mean "path"\?/,
    )
    expectMistake(
      building(({ run }) => run(load, {})),
      'AUTHORING_INPUT_MISSING',
      /Pipeline "training", node "load": input "path" has no value/,
      /Pass it in run\(load, \{ path \}\)/,
    )
    expectMistake(
      building(({ run }) => run(load)),
      'AUTHORING_INPUT_MISSING',
      /"path"/,
    )
  })

  test('literals that JSON cannot carry, with the place', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    const wrong: [unknown, RegExp][] = [
      [{ since: new Date(0) }, /with a Date at since/],
      [{ a: [{ b: Number.NaN }] }, /with NaN at a\[0\]\.b/],
      [new Map(), /with a Map, which/],
      [{ f: () => 1 }, /with a function at f/],
      [[undefined], /with undefined at \[0\]/],
      [10n, /with a bigint/],
      [circle, /with a circle at self/],
      [new Uint8Array(1), /with an? Uint8Array/],
    ]
    for (const [settings, message] of wrong) {
      expectMistake(
        building(({ run }) => run(plain, { settings })),
        'AUTHORING_LITERAL_INVALID',
        message,
      )
    }
  })

  test('literals that do not fit the schema', () => {
    expectMistake(
      building(({ run }) => run(fit, { rows: [1, 'x'] })),
      'AUTHORING_LITERAL_INVALID',
      /input "rows" was given a literal that does not fit its schema: \[1\]: /,
    )
    const touchy = { '~standard': { version: 1, vendor: 'mine', validate: (value: Loose) => ({ value: value.a.b }) } }
    const careless = step({ name: 'careless', inputs: { settings: touchy as Loose }, run() {} })
    expectMistake(
      building(({ run }) => run(careless, { settings: {} })),
      'AUTHORING_LITERAL_INVALID',
      /its schema: Cannot read properties/,
    )
  })

  test('a schema that only answers later is left to the run', () => {
    const slow = step({ name: 'slow', inputs: { text: z.string().refine(async () => false) }, run() {} })
    building(({ run }) => void run(slow, { text: 'x' }))()
  })

  test('a literal for an artifact', () => {
    expectMistake(
      building(({ run }) => run(use, { weights: 'w' })),
      'AUTHORING_LITERAL_INVALID',
      /input "weights" is an artifact \(bytes\), which no literal can give/,
    )
  })
})

describe('blocks and builds', () => {
  test('nothing in them', () => {
    expectMistake(
      building(() => {}),
      'AUTHORING_PIPELINE_EMPTY',
      /Pipeline "training" has no step/,
    )
    expectMistake(
      building(({ params, map }) => map(params.rates, (rate: unknown) => ({ rate }))),
      'AUTHORING_BLOCK_EMPTY',
      /node "map": the block runs no step/,
    )
    expectMistake(
      building(({ params, run, when }) => {
        run(load, { path: params.path })
        when(
          isSet(params.path),
          () => run(load, { path: params.path }),
          () => {},
          { name: 'again' },
        )
      }),
      'AUTHORING_BLOCK_EMPTY',
      /node "again\.else": the arm runs no step and gives nothing out/,
    )
  })

  test('asynchronous ones', () => {
    expectMistake(
      building(async ({ params, run }) => {
        run(load, { path: params.path })
      }),
      'AUTHORING_BUILD_ASYNC',
      /Pipeline "training": the function returned a promise/,
    )
    expectMistake(
      building(({ params, run, map }) => map(params.rates, async () => run(load, { path: params.path }))),
      'AUTHORING_BUILD_ASYNC',
      /node "map"/,
    )
  })

  test('tools that outlive their build', () => {
    let tools: Tools | undefined
    building((given) => {
      tools = given
      given.run(load, { path: given.params.path })
    })()
    expectMistake(
      () => tools!.run(load, { path: 'x' }),
      'AUTHORING_BUILD_OVER',
      /run was called after build had returned/,
    )
    expectMistake(() => tools!.map({}, () => {}), 'AUTHORING_BUILD_OVER', /map/)
    expectMistake(() => tools!.when({}, () => {}), 'AUTHORING_BUILD_OVER', /when/)
  })

  test('an error of the author’s own passes through, and the next build begins anew', () => {
    let fails = true
    const made = pipeline({
      name: 'p',
      build({ run }) {
        run(load, { path: 'x' })
        if (fails) throw new RangeError('mine')
      },
    })
    expect(() => made.toSpec()).toThrow(RangeError)
    fails = false
    expect(made.toSpec().nodes).toHaveLength(1)
  })
})
