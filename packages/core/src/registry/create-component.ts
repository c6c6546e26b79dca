import type { ComponentKinds, Flavor, Kind } from '../contracts/flavor.ts'
import { isRegaugeError, messageOf, RegaugeError } from '../errors/regauge-error.ts'

/** What a flavor is given, its types already checked at run time. */
export interface CreateComponentOptions {
  readonly config: unknown
  readonly components: Partial<ComponentKinds>
  readonly projectRoot: string
}

/** Lets a flavor make its component. Errors that have no code of ours become `FLAVOR_CREATE_FAILED`. */
export async function createComponent(flavor: Flavor, options: CreateComponentOptions): Promise<ComponentKinds[Kind]> {
  try {
    // The flavor's schema has validated the config, and the components are those that it requires.
    return await flavor.create(options as Parameters<Flavor['create']>[0])
  } catch (thrown) {
    if (isRegaugeError(thrown)) throw thrown
    throw new RegaugeError('FLAVOR_CREATE_FAILED', {
      message: `The flavor "${flavor.name}" of ${flavor.kind} failed: ${messageOf(thrown)}`,
      hint: 'Check its config; the cause is the error of the flavor itself.',
      details: { kind: flavor.kind, flavor: flavor.name },
      cause: thrown,
    })
  }
}
