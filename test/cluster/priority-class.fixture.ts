import { randomBytes } from 'node:crypto'
import { ask } from './kube.fixture.ts'

/** A PriorityClass of one test's own. */
export interface TestPriorityClass extends AsyncDisposable {
  readonly name: string
}

/**
 * Makes one whose pods come before all others that wait for a node, and take nobody's place unless they are told to.
 * Disposing removes it.
 */
export async function createPriorityClass(
  preemptionPolicy: 'Never' | 'PreemptLowerPriority' = 'Never',
): Promise<TestPriorityClass> {
  const name = `regauge-test-${randomBytes(4).toString('hex')}`
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses'
  await ask('POST', path, { metadata: { name }, value: 1_000, preemptionPolicy })
  return { name, [Symbol.asyncDispose]: async () => void (await ask('DELETE', `${path}/${name}`)) }
}
