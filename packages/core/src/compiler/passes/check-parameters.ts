import type { JsonObject } from '../../util/json.ts'
import { suggest } from '../../util/names.ts'
import { declaredParams } from '../params/declared-params.ts'
import type { Outline, PlacedNode } from '../outline.ts'
import { placeOf } from '../place.ts'
import { outputReferencesOf, referencesOf } from '../references.ts'
import type { Reference } from '../references.ts'
import type { Refusal } from '../refusal.ts'

/**
 * Refuses sources that name a parameter the pipeline does not have. The values have been validated against the schema
 * before; where the schema cannot list the names, those that were given count.
 */
export function checkParameters(outline: Outline, params: JsonObject): readonly Refusal[] {
  const declared = declaredParams(outline.spec.params)
  if (declared?.open) return []
  const known = declared?.names ?? Object.keys(params)
  const refuse = (node: PlacedNode | undefined, references: readonly Reference[]): Refusal[] =>
    references.flatMap(({ field, source }) => {
      if (source.from !== 'param' || known.includes(source.name)) return []
      return [
        {
          code: 'PLAN_PARAM_UNKNOWN',
          message: `${placeOf(outline, node)}, ${field}: the pipeline has no parameter "${source.name}".`,
          hint: suggest(source.name, known),
          details: { node: node?.path, field, param: source.name },
        },
      ]
    })
  return [
    ...outline.all.flatMap((node) => refuse(node, referencesOf(node))),
    ...outline.scopes.flatMap((scope) => refuse(scope.owner, outputReferencesOf(scope))),
  ]
}
