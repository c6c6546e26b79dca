import { HOOK_ROLES } from '../../spec/pipeline-spec.ts'
import { isName, NAME_RULE } from '../../util/names.ts'
import { enclosing, isStep } from '../outline.ts'
import type { Outline, PlacedNode, Scope } from '../outline.ts'
import { placeOf } from '../place.ts'
import type { Refusal } from '../refusal.ts'

/** Bytes of a key's segment that a path may fill; the rest is for `@<attempt>.outcome.json` and its like. */
const PATH_LIMIT = 220
/** What the item numbers of one map may add to a static path: `[9999999]`. */
const ITEM_ROOM = 9

/** Refuses names that cannot be part of a key, ids that are taken, and paths that are too long. */
export function checkNames(outline: Outline): readonly Refusal[] {
  const { spec, scopes, hooks, steps } = outline
  const siblings = [
    ...scopes.map((scope) => (scope.path === '' ? [...scope.nodes, ...hooks] : scope.nodes)),
    ...steps.map((step) => step.hooks),
  ]
  return [
    ...invalidNames(placeOf(outline), { 'The name': [spec.name] }),
    ...siblings.flatMap((nodes) => takenIds(outline, nodes)),
    ...outline.all.flatMap((node) => checkNode(outline, node)),
    ...scopes.flatMap((scope) => scope.nodes.flatMap((node) => rolesAsIds(outline, node))),
    ...outline.all.flatMap((node) => longPath(outline, node)),
    ...scopes.flatMap((scope) => checkOutputs(outline, scope)),
  ]
}

function checkNode(outline: Outline, node: PlacedNode): readonly Refusal[] {
  const names = isStep(node)
    ? {
        'The id': [node.spec.id],
        'The step name': [node.spec.step],
        'The name of an input': Object.keys(node.spec.inputs),
        'The name of an output': Object.keys(node.spec.outputs),
      }
    : { 'The id': [node.spec.id] }
  return invalidNames(placeOf(outline, node), names)
}

function checkOutputs(outline: Outline, scope: Scope): readonly Refusal[] {
  return invalidNames(placeOf(outline, scope.owner), { 'The name of an output': Object.keys(scope.spec.outputs) })
}

function invalidNames(place: string, names: Readonly<Record<string, readonly string[]>>): Refusal[] {
  return Object.entries(names).flatMap(([what, each]) =>
    each
      .filter((name) => !isName(name))
      .map((name) => ({
        code: 'PLAN_NAME_INVALID',
        message: `${place}: ${what.replace('The', 'the')} ${JSON.stringify(name)} cannot be part of a key.`,
        hint: `Use ${NAME_RULE}.`,
        details: { value: name },
      })),
  )
}

function takenIds(outline: Outline, nodes: readonly PlacedNode[]): Refusal[] {
  const first = new Map<string, PlacedNode>()
  const refusals: Refusal[] = []
  for (const node of nodes) {
    const key = node.path.toLowerCase()
    const other = first.get(key)
    if (!other) {
      first.set(key, node)
      continue
    }
    refusals.push({
      code: 'PLAN_NAME_TAKEN',
      message: `${placeOf(outline, node)}: ${node.path === other.path ? 'another node has the same path.' : `the path differs from "${other.path}" by case alone.`}`,
      hint: 'Give one of them another id.',
      details: { node: node.path, other: other.path },
    })
  }
  return refusals
}

/** The paths of hooks go through the names of their roles. */
function rolesAsIds(outline: Outline, node: PlacedNode): Refusal[] {
  if (!HOOK_ROLES.some((role) => role.toLowerCase() === node.spec.id.toLowerCase())) return []
  return [
    {
      code: 'PLAN_NAME_TAKEN',
      message: `${placeOf(outline, node)}: the id "${node.spec.id}" is kept for hooks.`,
      hint: 'Give the node another id.',
      details: { node: node.path },
    },
  ]
}

function longPath(outline: Outline, node: PlacedNode): Refusal[] {
  const maps = [...enclosing(node.scope)].filter((scope) => scope.owner?.spec.kind === 'map').length
  const length = node.path.length + maps * ITEM_ROOM
  if (length <= PATH_LIMIT) return []
  return [
    {
      code: 'PLAN_PATH_TOO_LONG',
      message: `${placeOf(outline, node)}: the path is too long by ${length - PATH_LIMIT} characters.`,
      hint: 'Shorten its id or those of the scopes around it.',
      details: { node: node.path, length, limit: PATH_LIMIT },
    },
  ]
}
