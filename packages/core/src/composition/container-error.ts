import type { ConfiguredComponent } from '../registry/check-config.ts'
import { isRegaugeError, messageOf, RegaugeError } from '../errors/regauge-error.ts'

/**
 * What the container threw, as an error of ours. Errors of flavors already are. Of the container's own, two can be
 * caused by a stack: components that need each other, and a requirement that the stack does not meet. They are told
 * apart by looking at the stack, as the container's texts are no promise.
 */
export function toContainerError(thrown: unknown, chosen: readonly ConfiguredComponent[]): RegaugeError {
  if (isRegaugeError(thrown)) return thrown
  const kinds = new Set(chosen.filter(({ name }) => name === undefined).map(({ kind }) => kind))
  for (const { kind, flavor } of chosen) {
    const missing = flavor.requires.find((required) => !kinds.has(required))
    if (missing === undefined) continue
    return new RegaugeError('STACK_COMPONENT_MISSING', {
      message: `The flavor "${flavor.name}" of ${kind} needs ${aKind(missing)}, which the stack does not have.`,
      hint: `Choose another flavor of ${kind}.`,
      details: { kind, flavor: flavor.name, missing },
      cause: thrown,
    })
  }
  const needs = chosen.filter(({ flavor }) => flavor.requires.length > 0)
  const list = needs.map(({ kind, flavor }) => `${kind} "${flavor.name}" needs ${flavor.requires.join(' and ')}`)
  return new RegaugeError('STACK_COMPONENT_CYCLE', {
    message: `Components of the stack need each other: ${list.join('; ')}.`,
    hint: 'Choose another flavor for one of them.',
    details: { container: messageOf(thrown) },
    cause: thrown,
  })
}

function aKind(kind: string): string {
  return `${/^[aeo]/.test(kind) ? 'an' : 'a'} ${kind}`
}
