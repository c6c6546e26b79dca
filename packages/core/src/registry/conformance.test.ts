import { expect, test } from 'vitest'
import { readConformance } from './conformance.ts'
import { ownFlavors } from './load-flavors.ts'
import { createProject } from './project.fixture.ts'

const REPORT = {
  schema: 'regauge.conformance/1',
  kit: 'artifact-store',
  kind: 'artifact-store',
  flavor: 'local',
  capabilities: { reach: 'machine' },
  promises: 7,
  waived: [],
}

test('of the reports of a package only those count that are about the flavor as it declares itself', async () => {
  const [local] = await ownFlavors()
  await using project = await createProject({
    'conformance/local.json': JSON.stringify(REPORT),
    'conformance/other.json': JSON.stringify({ ...REPORT, flavor: 'other' }),
    'conformance/another-kind.json': JSON.stringify({ ...REPORT, kind: 'orchestrator' }),
    'conformance/reaches-farther.json': JSON.stringify({ ...REPORT, capabilities: { reach: 'network' } }),
    'conformance/newer.json': JSON.stringify({ ...REPORT, schema: 'regauge.conformance/2' }),
    'conformance/broken.json': '{',
    'conformance/notes.txt': 'no report',
  })
  expect(await readConformance({ ...local!, root: project.root })).toEqual([REPORT])
})

test('a package without reports proves nothing', async () => {
  const [local] = await ownFlavors()
  await using project = await createProject({})
  expect(await readConformance({ ...local!, root: project.root })).toEqual([])
  expect(await readConformance({ ...local!, root: undefined })).toEqual([])
})
