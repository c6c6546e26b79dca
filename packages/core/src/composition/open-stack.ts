import { Container, ContainerModule, type ServiceIdentifier } from 'inversify'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { ComponentKinds, Kind } from '../contracts/flavor.ts'
import type { Orchestrator, ReferenceNeeds, SecretSource, StepOperator } from '../contracts/orchestrator.ts'
import type { StackFacts } from '../contracts/stack-facts.ts'
import { resolveConfig, type ConfiguredComponent } from '../registry/check-config.ts'
import { checkComponents, type OpenableStack } from '../registry/check-stack.ts'
import { createComponent } from '../registry/create-component.ts'
import type { FlavorRegistry } from '../registry/flavor-registry.ts'
import { loadFlavors } from '../registry/load-flavors.ts'
import type { Project } from '../registry/project.ts'
import { referenceNeeds } from '../registry/reference-needs.ts'
import { createResolvers, type ReferenceResolvers } from '../registry/resolve-references.ts'
import type { StackSpec } from '../spec/stack-spec.ts'
import { digestOfJson, type Digest } from '../util/digest.ts'
import { toStackFacts } from './stack-facts.ts'

/** A stack with its components made. Disposing it disposes them, the last made first. */
export interface Stack extends AsyncDisposable {
  readonly spec: StackSpec
  readonly revision: Digest
  readonly orchestrator: Orchestrator
  readonly store: ArtifactStore
  /** Step operators by the names that steps ask for. */
  readonly operators: { readonly [name: string]: StepOperator }
  /** What the compiler is told. */
  readonly facts: StackFacts
  /**
   * What the references of the store, or of all components, need where they are used on another machine. Throws
   * `STACK_FILE_REMOTE`.
   */
  readonly needs: (of: 'store' | 'all') => ReferenceNeeds
}

/** What a stack is opened with. */
export interface OpenStackOptions {
  readonly project: Pick<Project, 'root'>
  /** Absent: the packages that the stack names are imported. */
  readonly flavors?: FlavorRegistry | undefined
  readonly secrets: SecretSource
  /** What `${env:…}` reads. @default the environment of this process */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/**
 * Makes the components of a stack, each after those that its flavor requires. Nothing connects to anything yet. Throws
 * everything that is wrong with the stack as coded errors, after disposing what had been made.
 */
export async function openStack(stack: OpenableStack, options: OpenStackOptions): Promise<Stack> {
  const { spec, origins } = stack
  const { project, secrets, env = process.env } = options
  const flavors = options.flavors ?? (await loadFlavors(project, spec.packages, { ...(origins && { origins }) }))
  const chosen = await checkComponents(stack, flavors)
  const resolvers = createResolvers({ projectRoot: project.root, env, secrets })

  const container = new Container({ defaultScope: 'Singleton' })
  // The container would dispose in no particular order, so what is made last is unbound first.
  const made = new AsyncDisposableStack()
  const created = (id: ServiceIdentifier) => made.defer(() => container.unbindAsync(id))
  await container.loadAsync(...chosen.map((each) => moduleFor(each, { project, resolvers, created })))
  const components = await getAll(container, chosen).catch(async (thrown: unknown) => {
    // Why the stack did not open matters more than a component that did not close.
    await made.disposeAsync().catch(() => undefined)
    throw thrown
  })
  const revision = digestOfJson(spec)
  return Object.freeze({
    spec,
    revision,
    ...components,
    facts: toStackFacts({ spec, revision, flavors, ...components }),
    needs: (of: 'store' | 'all') =>
      referenceNeeds(of === 'all' ? chosen : chosen.filter(({ kind }) => kind === 'artifact-store'), env),
    async [Symbol.asyncDispose]() {
      await made.disposeAsync()
      await container.unbindAllAsync()
    },
  })
}

/** The container's name for a component. Made by a function, so that the type of the component is kept. */
function token<K extends Kind>(kind: K, name?: string): ServiceIdentifier<ComponentKinds[K]> {
  return Symbol.for(name === undefined ? `regauge.${kind}` : `regauge.${kind}.${name}`)
}

interface ModuleOptions {
  readonly project: Pick<Project, 'root'>
  readonly resolvers: ReferenceResolvers
  /** Told of each component in the order of their making. */
  readonly created: (id: ServiceIdentifier) => void
}

/** Binds one component: made once, after what it requires, disposed with the container. */
function moduleFor(configured: ConfiguredComponent, { project, resolvers, created }: ModuleOptions): ContainerModule {
  const { flavor, name } = configured
  const id = token(flavor.kind, name)
  return new ContainerModule(({ bind }) => {
    bind(id)
      .toResolvedValue(
        async (...required: ComponentKinds[Kind][]) => {
          const config = await resolveConfig(configured, resolvers)
          const components = Object.fromEntries(flavor.requires.map((kind, index) => [kind, required[index]]))
          const component = await createComponent(flavor, { config, components, projectRoot: project.root })
          created(id)
          return component
        },
        flavor.requires.map((kind) => token(kind)),
      )
      .inSingletonScope()
      .onDeactivation(async (component) => {
        await component[Symbol.asyncDispose]()
      })
  })
}

type Components = Pick<Stack, 'orchestrator' | 'store' | 'operators'>

async function getAll(container: Container, chosen: readonly ConfiguredComponent[]): Promise<Components> {
  const store = await container.getAsync(token('artifact-store'))
  const orchestrator = await container.getAsync(token('orchestrator'))
  const operators: { [name: string]: StepOperator } = {}
  for (const { kind, name } of chosen) {
    if (kind === 'step-operator' && name !== undefined) operators[name] = await container.getAsync(token(kind, name))
  }
  return { store, orchestrator, operators: Object.freeze(operators) }
}
