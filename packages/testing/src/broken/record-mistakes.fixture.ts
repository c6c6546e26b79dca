import { delegateStore } from '@regauge/core'
import { KIT_SECRETS } from '../stack-under-test.ts'
import type { Mistake } from './mistake.fixture.ts'
import { changingFailures, changingOutcomes, rewritingStore } from './rewriting-store.fixture.ts'

const GRAPHS = ['linear', 'diamond', 'triangle', 'staged join', 'nested map', 'empty map', 'wide map', 'bundled map']
const CHOICES = [
  'a when whose condition holds runs its arm',
  'a when whose condition does not hold skips its arm, and what is joined with it runs without',
  'a when with an else runs the first arm where its condition holds, and is joined with an ordinary step',
  'a when with an else runs the second arm where its condition does not hold',
  'a when inside of a map is decided for each item',
]

/** Mistakes in what attempts leave in the store, in what the compiler is told, and in later epochs. */
export const RECORD_MISTAKES: { readonly [name: string]: Mistake } = {
  'loses letters': {
    caughtBy: {
      launcher: ['values reach the step as they are'],
      orchestrator: ['letters of every script stay what they are in values, contents, names and logs'],
    },
    store: (store) => rewritingStore(store, (text) => text.replaceAll(/[^ -~\n]/g, '?')),
  },
  'tells secrets': {
    caughtBy: { launcher: ['a secret is never in a log'] },
    store: (store) => rewritingStore(store, (text) => text.replaceAll('***', KIT_SECRETS['kit.token']!)),
  },
  'loses logs': {
    caughtBy: {
      launcher: ['what a step prints, logs and measures stands in the store'],
      orchestrator: ['a program is handed files and values, and leaves files and values'],
    },
    store: (store) => rewritingStore(store, (text, key) => (/\.log\.\d+$/.test(key) ? undefined : text)),
  },
  'replaces outcomes': {
    caughtBy: { launcher: ['an outcome that stands is not replaced, whatever the attempt still does'] },
    store: (store) => delegateStore(store, { put: (key, source) => store.put(key, source) }),
  },
  'loses outcomes': {
    caughtBy: { launcher: ['what waited behind a killed attempt has its outcome, or has never begun'] },
    store: (store) => changingOutcomes(store, (outcome) => (outcome.status === 'failed' ? outcome : undefined)),
  },
  'takes every failure for one of the step': {
    caughtBy: {
      launcher: [
        'the failure of a step that gives up says so',
        'the failure of a step that exits says so',
        'an attempt that takes longer than its timeout ends by it',
        'an attempt whose process is killed from outside failed by no fault of its own',
      ],
      orchestrator: [
        'a step that says that no attempt can do well is not tried again',
        'what kills an attempt from outside is not charged to the attempts of the step',
        'an attempt that takes longer than its timeout is ended, and the next one counts',
        'an attempt that outgrows its memory counts, and the next one has more',
        'a step that lacks a secret is not tried again, since no attempt can mend it',
      ],
    },
    store: (store) => changingFailures(store, ({ message }) => ({ class: 'user', code: 'STEP_FAILED', message })),
  },
  'takes the fault upon itself': {
    caughtBy: {
      launcher: ['the failure of a step that throws says so'],
      orchestrator: ['a step whose attempts are used up fails the run, and nothing behind it begins'],
    },
    store: (store) => changingFailures(store, (failure) => ({ ...failure, class: 'infrastructure' })),
  },
  'takes every failure for the last': {
    caughtBy: { orchestrator: ['a step that fails is tried again as often as it may be'] },
    store: (store) => changingFailures(store, (failure) => ({ ...failure, terminal: true })),
  },
  'adds one to every number': {
    caughtBy: {
      orchestrator: [...GRAPHS.map((graph) => `${graph}: each step runs once, with what came before it`), ...CHOICES],
    },
    store: (store) =>
      changingOutcomes(store, ({ outputs, ...outcome }) => {
        const { value } = outputs
        const wrong = typeof value?.value === 'number' ? { value: { ...value, value: value.value + 1 } } : {}
        return { ...outcome, outputs: { ...outputs, ...wrong } }
      }),
  },
  'forgets where inputs came from': {
    caughtBy: { orchestrator: ['an input is named after the output that it was'] },
    store: (store) => changingOutcomes(store, (outcome) => ({ ...outcome, inputs: {} })),
  },
  'runs no hooks': {
    caughtBy: { orchestrator: ['hooks run after what they belong to, are told of it, and change nothing'] },
    store: (store) =>
      changingOutcomes(store, (outcome) =>
        /(^|\.)on[SFE]/.test(outcome.path) ? { ...outcome, outputs: {} } : outcome,
      ),
  },
  'opens another store for its workers': {
    caughtBy: { orchestrator: ['a large file comes out of one step and into the next as it was'] },
    context: (context) => {
      const component = { flavor: 'local', config: { path: '.regauge/elsewhere', durable: false } }
      return { ...context, storeSpec: { ...context.storeSpec, component } }
    },
  },
  'serves a run only once': {
    caughtBy: { orchestrator: ['the same run goes on where it was'] },
    context(context) {
      if (context.epoch > 1) throw new Error('It has been here before.')
      return context
    },
  },
  'has devices and memory without end': {
    caughtBy: {
      orchestrator: [
        'more devices than it counts are refused before anything runs',
        'more memory than it counts is refused before anything runs',
      ],
    },
    capacity: (capacity) => ({ ...capacity, gpu: Infinity, memory: Infinity }),
  },
}
