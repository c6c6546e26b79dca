import { RegaugeError } from '../errors/regauge-error.ts'
import type { SourceSpec } from '../spec/source.ts'
import { describeSource, type Ref, targetOf } from './ref.ts'
import { isWithin, type Scope, topOf } from './scope.ts'

/**
 * Where a ref's value comes from, seen from a scope. Throws `AUTHORING_REF_FOREIGN` for a ref of another build and
 * `AUTHORING_REF_OUT_OF_SCOPE` for one of a block that the scope does not lie in; `where` begins the message.
 */
export function sourceOf(ref: Ref<unknown>, scope: Scope, where: string): SourceSpec {
  const { source, scope: home } = targetOf(ref)
  assertInScope(home, scope, `${where}: ${describeSource(source)}`)
  return source
}

/** Throws where something that one scope made cannot be used in another; `what` begins the message. */
export function assertInScope(home: Scope, scope: Scope, what: string): void {
  if (isWithin(scope, home)) return
  if (topOf(home) !== topOf(scope)) {
    throw new RegaugeError('AUTHORING_REF_FOREIGN', {
      message: `${what} belongs to another build of pipeline "${home.pipeline}".`,
      hint: 'Keep refs inside of the build that made them; to share a part of a graph, write a function that takes run.',
    })
  }
  throw new RegaugeError('AUTHORING_REF_OUT_OF_SCOPE', {
    message: `${what} is used outside of the block "${home.path}" that made it.`,
    hint: 'Return it from the block, and use what the map or when gives.',
    details: { block: home.path },
  })
}
