import type { V1ResourceRequirements, V1Toleration } from '@kubernetes/client-node'
import type { BundleSpec } from '@regauge/core'
import { parseSize } from '@regauge/core/units'
import type { KubernetesConfig } from '../config.ts'

/** What one attempt occupies. */
export type Resources = BundleSpec['resources']

/**
 * What the container of a step asks for. Memory is always requested, since pods without a request land on full nodes;
 * where the step names an amount it is the limit, too. Cores are a limit only if the config says so.
 */
export function stepResources(wanted: Resources, config: KubernetesConfig): V1ResourceRequirements {
  const { memory, limitCpu, ephemeralStorage, extended } = config.resources
  const cpu = wanted.cpu > 0 ? { cpu: cores(wanted.cpu) } : {}
  const both = {
    ...(wanted.memory !== undefined && { memory: bytes(wanted.memory) }),
    ...(ephemeralStorage !== undefined && { 'ephemeral-storage': quantity(ephemeralStorage) }),
    ...(wanted.gpu > 0 && { [config.gpuResource]: String(wanted.gpu) }),
    ...Object.fromEntries(Object.entries(extended ?? {}).map(([name, count]) => [name, String(count)])),
  }
  const limits = { ...both, ...(limitCpu && cpu) }
  return {
    requests: { memory: quantity(memory), ...cpu, ...both },
    ...(Object.keys(limits).length > 0 && { limits }),
  }
}

/** What lets a step onto nodes that only those may use that want a GPU. */
export function gpuTolerations(wanted: Resources, config: KubernetesConfig): readonly V1Toleration[] {
  return wanted.gpu > 0 ? [{ key: config.gpuResource, operator: 'Exists', effect: 'NoSchedule' }] : []
}

/** Cores as Kubernetes writes them, rounded up to a thousandth. */
export function cores(count: number): string {
  return `${Math.ceil(Math.round(count * 1e6) / 1e3)}m`
}

/** An amount of bytes in the largest binary unit that gives a whole number. */
function bytes(amount: number): string {
  const whole = Math.ceil(amount)
  const units = ['Gi', 'Mi', 'Ki']
  const unit = units.find((_, index) => whole % 1024 ** (3 - index) === 0)
  return unit === undefined ? String(whole) : `${whole / 1024 ** (3 - units.indexOf(unit))}${unit}`
}

/** A size of a stack file, which the schema has let through, as Kubernetes writes it: it knows no "K". */
export function quantity(size: string): string {
  return bytes(parseSize(size)!)
}
