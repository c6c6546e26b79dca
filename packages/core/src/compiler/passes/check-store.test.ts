import { expect, test } from 'vitest'
import type { StackFacts } from '../../contracts/stack-facts.ts'
import { outlineOf } from '../outline.ts'
import { pipelineSpec, refusalText, stackFacts, stepNode } from '../specs.fixture.ts'
import { checkStore } from './check-store.ts'
import { settleSteps } from './settle-steps.ts'

const onGpu = { policy: { operator: 'gpu' } }
const outline = outlineOf(pipelineSpec([stepNode('load'), stepNode('fit', {}, onGpu), stepNode('test', {}, onGpu)]))
const refused = (stack: StackFacts) =>
  checkStore(outline, stack, settleSteps(outline, stack, undefined)).map(refusalText)

const machine = { flavor: 'local', capabilities: { reach: 'machine' } } as const

test('lets a store of the network through, and one of this machine where nothing is remote', () => {
  const gpu = { ...stackFacts().orchestrator, flavor: 'docker' }
  expect(refused(stackFacts())).toEqual([])
  expect(refused(stackFacts({ store: machine, operators: { gpu } }))).toEqual([])
})

test('refuses a store of this machine once for each remote launcher, and names what would do', () => {
  expect(refused(stackFacts({ store: machine })).join('\n')).toMatchSnapshot()
})

test('names only the alternatives that there are', () => {
  const flavorsOf = { 'artifact-store': [], orchestrator: [], 'step-operator': [] }
  expect(refused(stackFacts({ store: machine, flavorsOf })).join('\n')).toMatchSnapshot()
})
