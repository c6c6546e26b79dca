import type { Json } from '../util/json.ts'
import type { PolicySpec } from './policy.ts'

/**
 * A stack after `extends`, with its references (`${env:…}`, `${file:…}`, `${secret:…}`) unresolved. The digest of its
 * canonical JSON is the stack's revision.
 */
export interface StackSpec {
  readonly name: string
  readonly description?: string
  /** npm names, or paths that begin with `./`, relative to the project's root. */
  readonly packages: readonly string[]
  readonly components: StackComponents
  /** Merged under the pipeline's and the step's own policy. */
  readonly defaults: PolicySpec
}

/** The components of a stack, by the kinds' names. */
export interface StackComponents {
  readonly orchestrator: ComponentSpec
  readonly 'artifact-store': ComponentSpec
  readonly 'experiment-trackers': { readonly [name: string]: ComponentSpec }
  readonly 'model-registry'?: ComponentSpec
  readonly 'step-operators': { readonly [name: string]: ComponentSpec }
}

/** One component: which flavor, and its config as the file has it. */
export interface ComponentSpec {
  readonly flavor: string
  readonly config: { readonly [field: string]: Json }
}
