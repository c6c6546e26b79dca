import { expect, test } from 'vitest'
import type { StackFacts } from '../../contracts/stack-facts.ts'
import type { PolicySpec } from '../../spec/policy.ts'
import { outlineOf } from '../outline.ts'
import { mapNode, pipelineSpec, refusalText, scope, stackFacts, stepNode, TRAINING } from '../specs.fixture.ts'
import { checkLaunchers } from './check-launchers.ts'
import { settleSteps } from './settle-steps.ts'

function refused(policy: PolicySpec, stack: StackFacts = stackFacts()) {
  const outline = outlineOf(pipelineSpec([mapNode('sweep', scope([stepNode('fit', {}, { policy })]))]))
  return checkLaunchers(outline, stack, settleSteps(outline, stack, undefined)).map(refusalText)
}

const alone = stackFacts({ operators: {} })
const { orchestrator } = alone

test('lets through what the launchers have, what they do not count, and more cores than there are', () => {
  const outline = outlineOf(TRAINING)
  expect(checkLaunchers(outline, stackFacts(), settleSteps(outline, stackFacts(), undefined))).toEqual([])
  expect(refused({ resources: { cpu: 1_000, memory: '8Gi' } })).toEqual([])
  const uncounted = stackFacts({ orchestrator: { ...orchestrator, capacity: {} } })
  expect(refused({ resources: { memory: '8Ti', gpu: 100 } }, uncounted)).toEqual([])
})

test.each([
  ['an unknown step operator', { operator: 'gpuu' }, stackFacts()],
  ['a step operator where there is none', { operator: 'gpu' }, alone],
  ['a name that every object has', { operator: 'constructor' }, alone],
  ['devices that another launcher has', { resources: { gpu: 4 } }, stackFacts()],
  ['devices that nobody has', { resources: { gpu: 16 }, operator: 'gpu' }, stackFacts()],
  ['memory that another launcher has', { resources: { memory: '16Gi' } }, stackFacts()],
  ['memory that nobody has', { resources: { memory: '1Ti' } }, stackFacts()],
  [
    'devices where the stack knows no step operators',
    { resources: { gpu: 1 } },
    { ...alone, flavorsOf: { ...alone.flavorsOf, 'step-operator': [] } },
  ],
] satisfies [string, PolicySpec, StackFacts][])('refuses %s', (_, policy, stack) => {
  expect(refused(policy, stack).join('\n')).toMatchSnapshot()
})
