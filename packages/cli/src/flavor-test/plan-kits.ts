import { realpath } from 'node:fs/promises'
import type { Flavor } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { checkComponents, findPackage, jsonSchemaOf, loadFlavors } from '@regauge/core/stack'
import type { FlavorRegistry, Project } from '@regauge/core/stack'
import type { KitRequest, LauncherPlace, StorePlace } from '@regauge/testing'
import type { StackToTest } from './stack-to-test.ts'

/** The kits of all components of a stack that use a flavor under test. Throws `FLAVOR_TEST_NOTHING` where there is none. */
export async function planKits(
  project: Project,
  { stack, shown, flavors: tested }: StackToTest,
  patienceMs: number | undefined,
): Promise<readonly KitRequest[]> {
  const flavors = await loadFlavors(project, stack.spec.packages)
  const chosen = await checkComponents(stack, flavors)
  const isTested = (flavor: Flavor) =>
    tested.some((each) => each.flavor.kind === flavor.kind && each.flavor.name === flavor.name)
  const place = await placeOf(project, stack, flavors)
  const kits = chosen
    .filter(({ flavor }) => isTested(flavor))
    .map(({ flavor, name }) => kitOf(flavor, { ...place, flavor: flavor.name, operator: name, patienceMs }))
  if (kits.length > 0) return kits
  throw new RegaugeError('FLAVOR_TEST_NOTHING', {
    message: `No component of ${shown} uses a flavor of the package, which brings ${namesOf(tested)}.`,
    hint: 'Name another stack, or give a config with --config.',
  })
}

/** What the kit of a kind does not ask for is left out. The capabilities are those of the flavor's kind. */
function kitOf(
  { kind, capabilities }: Flavor,
  place: LauncherPlace & { readonly operator: string | undefined },
): KitRequest {
  const { operator, ...launcher } = place
  if (kind === 'artifact-store') return { kind, capabilities, store: place.store } as KitRequest
  if (kind === 'orchestrator') return { ...launcher, kind, capabilities } as KitRequest
  return { ...launcher, kind, capabilities, operator } as KitRequest
}

async function placeOf(
  project: Project,
  { spec }: StackToTest['stack'],
  flavors: FlavorRegistry,
): Promise<Omit<LauncherPlace, 'flavor'>> {
  const component = spec.components['artifact-store']
  const schema = jsonSchemaOf(flavors.get('artifact-store', component.flavor).config)
  const store: StorePlace = {
    projectRoot: project.root,
    packages: spec.packages,
    component,
    prefixed: hasField(schema, 'prefix'),
  }
  const { orchestrator, 'step-operators': operators } = spec.components
  const found = await Promise.all(spec.packages.map((name) => findPackage(project.root, name)))
  const modules = await Promise.all(found.flatMap((each) => (each ? [realpath(each.entry)] : [])))
  return { modules, components: { orchestrator, 'step-operators': operators }, store }
}

function hasField(schema: ReturnType<typeof jsonSchemaOf>, field: string): boolean {
  const properties = schema?.['properties']
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, field)
}

function namesOf(flavors: StackToTest['flavors']): string {
  return flavors.map(({ flavor }) => `"${flavor.name}" of ${flavor.kind}`).join(', ')
}
