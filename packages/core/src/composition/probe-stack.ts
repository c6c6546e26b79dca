import type { Orchestrator, ProbeContext, SecretSource, StepOperator } from '../contracts/orchestrator.ts'
import type { Finding, Probe } from '../contracts/probe.ts'
import { lookAt, type LookOptions } from '../probes/look-at.ts'
import { storeProbes } from '../probes/store-probes.ts'
import { checkComponents } from '../registry/check-stack.ts'
import type { StackChoice } from '../registry/choose-stack.ts'
import type { FlavorRegistry } from '../registry/flavor-registry.ts'
import { loadFlavors } from '../registry/load-flavors.ts'
import { loadStack, type LoadedStack } from '../registry/load-stack.ts'
import type { Project } from '../registry/project.ts'
import { attemptProbes } from './attempt-probes.ts'
import { openStack, type Stack } from './open-stack.ts'
import { storeSpecOf } from './store-spec.ts'

/** What the probes of a stack are told. */
export interface ProbeStackOptions extends LookOptions {
  readonly choice: StackChoice
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: SecretSource
}

/** What came of a probe of a stack. */
export interface StackFinding extends Finding {
  /** The component that it is about, as stack files name it: `artifact-store`, `step-operators.gpu`. Absent: the stack. */
  readonly component?: string
}

/**
 * Looks at everything that a run needs of a stack: its file, the packages that it names, its references, and then each
 * component live. What makes no sense without something that has failed is left out, so that one cause is told once. Throws
 * nothing but the signal's reason.
 */
export async function* probeStack(
  project: Project,
  options: ProbeStackOptions,
): AsyncGenerator<StackFinding, void, undefined> {
  await using opened = new AsyncDisposableStack()
  let stack: Stack | undefined
  const onOpened = (made: Stack) => {
    stack = opened.use(made)
  }
  yield* lookAt([fileProbe({ ...options, project, onOpened })], options)
  if (!stack) return

  let isStoreWell = true
  for await (const finding of lookAt(storeProbes(stack.store), options)) {
    isStoreWell &&= finding.ok
    yield { component: 'artifact-store', ...finding }
  }
  const { store, spec, needs } = stack
  const context: ProbeContext = {
    projectRoot: project.root,
    store,
    storeSpec: storeSpecOf(spec),
    storeNeeds: () => needs('store'),
    secrets: options.secrets,
  }
  for (const { component, launcher, place } of placesOf(stack)) {
    const image = spec.defaults.image
    // An attempt needs the store and its place, of which has been told what is wrong.
    let isWell = isStoreWell
    for await (const finding of lookAt(place.probes?.(context) ?? [], options)) {
      isWell &&= finding.ok
      yield { component, ...finding }
    }
    const attempts = isWell ? attemptProbes(place, { ...context, launcher, image }) : []
    for await (const finding of lookAt(attempts, options)) yield { component, ...finding }
  }
}

interface Opening extends Omit<ProbeStackOptions, keyof LookOptions> {
  readonly project: Project
  readonly onOpened: (stack: Stack) => void
}

/** The first of three probes, each of which leads to the next one; the last one opens the stack. */
function fileProbe(opening: Opening): Probe {
  const { project, choice } = opening
  return {
    name: 'stack file',
    async look() {
      const stack = await loadStack(project, choice.name, choice.by)
      const detail = `${stack.file ?? 'built in'}, revision ${stack.revision.slice(0, 12)}`
      return { detail, next: [flavorsProbe(opening, stack)] }
    },
  }
}

function flavorsProbe(opening: Opening, stack: LoadedStack): Probe {
  const { spec, origins } = stack
  return {
    name: 'flavors',
    async look() {
      const flavors = await loadFlavors(opening.project, spec.packages, { origins })
      const components = await checkComponents(stack, flavors)
      const detail = components.map(({ kind, flavor }) => `${flavor.name} (${kind})`).join(', ')
      return { detail, next: [componentsProbe(opening, stack, flavors)] }
    },
  }
}

function componentsProbe({ onOpened, ...options }: Opening, stack: LoadedStack, flavors: FlavorRegistry): Probe {
  return {
    name: 'components',
    async look() {
      onOpened(await openStack(stack, { ...options, flavors }))
      return 'made, with what their references lead to'
    },
  }
}

interface Place {
  readonly component: string
  readonly launcher: string
  readonly place: Orchestrator | StepOperator
}

/** Everything that starts attempts. */
function placesOf({ orchestrator, operators }: Stack): readonly Place[] {
  return [
    { component: 'orchestrator', launcher: 'orchestrator', place: orchestrator },
    ...Object.entries(operators).map(([name, place]) => {
      return { component: `step-operators.${name}`, launcher: name, place }
    }),
  ]
}
