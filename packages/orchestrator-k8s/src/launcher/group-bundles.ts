import type { BundleSpec } from '@regauge/core'

/** More completions make a Job whose status, and whose table of bundles, grows too large to be handled in one piece. */
const LARGEST = 10_000

/**
 * Which bundles go into one Job: those of one step that want the same place. The order is kept, also within a group.
 * Bundles that stand alone form groups of one.
 */
export function groupBundles(bundles: readonly BundleSpec[]): readonly (readonly BundleSpec[])[] {
  const groups = new Map<string, BundleSpec[][]>()
  for (const bundle of bundles) {
    const key = placeKey(bundle)
    const parts = groups.get(key) ?? [[]]
    groups.set(key, parts)
    if (parts.at(-1)!.length === LARGEST) parts.push([])
    parts.at(-1)!.push(bundle)
  }
  return [...groups.values()].flat()
}

/** Everything of a bundle that its pod's template depends on. */
function placeKey({ launcher, image, resources, envelopes }: BundleSpec): string {
  const [first] = envelopes
  const secrets = new Set(envelopes.flatMap((envelope) => envelope.secrets))
  const { node, role, graceMs, timeoutMs } = first!
  return JSON.stringify([launcher, image, resources, node, role, graceMs, timeoutMs, [...secrets].sort()])
}
