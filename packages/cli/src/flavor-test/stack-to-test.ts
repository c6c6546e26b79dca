import { RegaugeError, suggest } from '@regauge/core/errors'
import { loadFlavors, loadStack, type OpenableStack, type PackagedFlavor, type Project } from '@regauge/core/stack'
import { readConfigFile } from './read-config.ts'

/** A stack with the components to be tested, and the flavors that are under test. */
export interface StackToTest {
  readonly stack: OpenableStack
  /** What it is called in messages: `stack "s3"`, `the config "s3.yaml"`. */
  readonly shown: string
  readonly flavors: readonly PackagedFlavor[]
}

/** A config in a file, for one flavor of a package. */
export interface ConfigWish {
  readonly cwd: string
  /** Path of the file, from the working directory. */
  readonly file: string
  /** Which of several flavors of the package it is for. */
  readonly kind?: string | undefined
}

const LOCAL_ORCHESTRATOR = '@regauge/orchestrator-local'

/** The stack of the project that has that name. The flavors of the package under test win over those of the stack's own. */
export async function registeredStack(project: Project, name: string, under?: string): Promise<StackToTest> {
  const stack = await loadStack(project, name, 'flag')
  const shown = `stack "${name}"`
  if (under === undefined) return { stack, shown, flavors: (await loadFlavors(project, stack.spec.packages)).all }
  const flavors = await flavorsOf(project, under)
  const others: string[] = []
  for (const each of stack.spec.packages) {
    const brought = await flavorsOf(project, each)
    if (!brought.some(({ flavor }) => flavors.some((own) => isSame(own.flavor, flavor)))) others.push(each)
  }
  return { stack: { ...stack, spec: { ...stack.spec, packages: [under, ...others] } }, shown, flavors }
}

/** A stack for the one flavor of the package, with that config; whatever else it needs is local. */
export async function stackOfConfig(project: Project, under: string, wish: ConfigWish): Promise<StackToTest> {
  const { cwd, file, kind } = wish
  const config = await readConfigFile(cwd, file)
  const { flavor } = onlyFlavor(await flavorsOf(project, under), { under, kind })
  const component = { flavor: flavor.name, config }
  const local = { flavor: 'local', config: {} }
  const components = {
    orchestrator: flavor.kind === 'orchestrator' ? component : local,
    'artifact-store': flavor.kind === 'artifact-store' ? component : local,
    'experiment-trackers': {},
    'step-operators': flavor.kind === 'step-operator' ? { [flavor.name]: component } : {},
  }
  const packages =
    flavor.kind === 'orchestrator' || under === LOCAL_ORCHESTRATOR ? [under] : [under, LOCAL_ORCHESTRATOR]
  const stack = { spec: { name: 'test', packages, components, defaults: {} } }
  return { stack, shown: `the config "${file}"`, flavors: [{ flavor, package: under }] }
}

async function flavorsOf(project: Project, name: string): Promise<readonly PackagedFlavor[]> {
  // Core's own flavors come with those of any package.
  const { all } = await loadFlavors(project, [name])
  return all.filter((each) => each.package === name)
}

function isSame(one: PackagedFlavor['flavor'], other: PackagedFlavor['flavor']): boolean {
  return one.kind === other.kind && one.name === other.name
}

function onlyFlavor(
  all: readonly PackagedFlavor[],
  { under, kind }: { readonly under: string; readonly kind: string | undefined },
): PackagedFlavor {
  const found = all.filter(({ flavor }) => kind === undefined || flavor.kind === kind)
  const [first, second] = found
  if (first && !second) return first
  const kinds = [...new Set(all.map(({ flavor }) => flavor.kind))]
  if (first) {
    const names = found.map(({ flavor }) => `"${flavor.name}" of ${flavor.kind}`).join(', ')
    throw new RegaugeError('USAGE_INVALID', {
      message: `Package "${under}" brings several flavors, and a config is for one of them: ${names}.`,
      hint: kinds.length > 1 && kind === undefined ? `Name one with --kind: ${kinds.join(' or ')}.` : 'Use --stack.',
    })
  }
  throw new RegaugeError('USAGE_INVALID', {
    message: `Package "${under}" brings no flavor of ${kind}.`,
    hint: suggest(kind ?? '', kinds),
  })
}
