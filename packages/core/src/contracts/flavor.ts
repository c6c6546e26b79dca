import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ArtifactStore, ArtifactStoreCapabilities } from './artifact-store.ts'
import type { LauncherCapabilities } from './launcher.ts'
import type { Orchestrator, OrchestratorCapabilities, StepOperator } from './orchestrator.ts'

/** What each kind of component is. An open table: a later kind adds a line. */
export interface ComponentKinds {
  'artifact-store': ArtifactStore
  orchestrator: Orchestrator
  'step-operator': StepOperator
}

/** What a flavor of each kind declares. */
export interface KindCapabilities {
  'artifact-store': ArtifactStoreCapabilities
  orchestrator: OrchestratorCapabilities
  'step-operator': LauncherCapabilities
}

/** The name of a kind of component. */
export type Kind = keyof ComponentKinds

// A record, so that the compiler misses a kind that is left out.
const KIND_NAMES: { readonly [K in Kind]: K } = {
  'artifact-store': 'artifact-store',
  orchestrator: 'orchestrator',
  'step-operator': 'step-operator',
}

/** Every kind of component that has flavors. */
export const KINDS: readonly Kind[] = Object.freeze(Object.values(KIND_NAMES))

/** Whether a text names a kind of component that has flavors. */
export function isKind(text: string): text is Kind {
  return Object.hasOwn(KIND_NAMES, text)
}

/** What a flavor is given to make a component of. */
export interface CreateOptions<C, R extends Kind> {
  /** Validated by the flavor's schema, with its references resolved. */
  readonly config: C
  /** The stack's components that the flavor `requires`. */
  readonly components: Pick<ComponentKinds, R>
  /** Absolute path of the project on this machine. */
  readonly projectRoot: string
}

/** Plain data that describes one implementation of a kind. */
export interface Flavor<K extends Kind = Kind, C = unknown, R extends Kind = Kind> {
  readonly kind: K
  /** Unique among the flavors of its kind in a stack, e.g. `s3`. */
  readonly name: string
  /** One sentence for `regauge flavor list`. */
  readonly summary: string
  /** A field whose JSON Schema says `writeOnly: true` is secret: stack files may only give a reference for it. */
  readonly config: StandardSchemaV1<unknown, C>
  readonly capabilities: KindCapabilities[K]
  readonly requires: readonly R[]
  /** Makes the component without connecting to anything. Imports of a vendor's SDK belong in here. */
  create(options: CreateOptions<C, R>): Promise<ComponentKinds[K]>
}

const MARK = Symbol.for('regauge.flavor')

/** Describes a flavor. Export the result by name from the package; nothing is registered. */
export function defineFlavor<K extends Kind, C, R extends Kind = never>(
  flavor: Omit<Flavor<K, C, R>, 'requires'> & { readonly requires?: readonly R[] },
): Flavor<K, C, R> {
  const described = { ...flavor, requires: flavor.requires ?? [] }
  Object.defineProperty(described, MARK, { value: true })
  return Object.freeze(described)
}

/** Whether a package's export is a flavor, also one that another copy of core described. */
export function isFlavor(value: unknown): value is Flavor {
  return typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true
}
