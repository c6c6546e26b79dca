import { HOOK_INPUTS } from '../../spec/hook-inputs.ts'
import { suggest } from '../../util/names.ts'
import { ancestorIn, needsOf } from '../needs.ts'
import { enclosing } from '../outline.ts'
import type { Outline, PlacedNode, PlacedStep, Scope } from '../outline.ts'
import { placeOf } from '../place.ts'
import { nodeNamedBy, outputNamesOf, outputReferencesOf, referencesOf } from '../references.ts'
import type { Reference } from '../references.ts'
import type { Refusal } from '../refusal.ts'

/** Where a reference stands: at a node, or among the outputs of a scope. */
interface Referrer {
  readonly scope: Scope
  /** Absent for the outputs of a scope, which may read every node of it. */
  readonly node?: PlacedNode
}

/** Refuses references to what is not there, not in scope or not done yet, cycles, and required inputs without a source. */
export function checkReferences(outline: Outline): readonly Refusal[] {
  return [
    ...outline.steps.flatMap((step) => missingInputs(outline, step)),
    ...outline.all.flatMap((node) =>
      referencesOf(node).flatMap((each) => checkReference(outline, { scope: node.scope, node }, each)),
    ),
    ...outline.scopes.flatMap((scope) =>
      outputReferencesOf(scope).flatMap((each) => checkReference(outline, { scope }, each)),
    ),
  ]
}

function missingInputs(outline: Outline, step: PlacedStep): Refusal[] {
  const given = step.hookOf ? HOOK_INPUTS : []
  return Object.entries(step.spec.inputs)
    .filter(([name, input]) => !input.source && !input.optional && !given.includes(name))
    .map(([name]) => ({
      code: 'PLAN_INPUT_MISSING',
      message: `${placeOf(outline, step)}: input "${name}" has no source.`,
      hint: step.hookOf
        ? `A hook is given ${given.map((each) => `"${each}"`).join(', ')}; give other inputs a source.`
        : 'Give it one, or declare it optional.',
      details: { node: step.path, input: name },
    }))
}

function checkReference(outline: Outline, referrer: Referrer, reference: Reference): readonly Refusal[] {
  const place = `${placeOf(outline, referrer.node ?? referrer.scope.owner)}, ${reference.field}`
  const refuse = (code: Refusal['code'], message: string, hint: string): Refusal[] => [
    { code, message: `${place}: ${message}`, hint, details: { node: referrer.node?.path, field: reference.field } },
  ]
  const { source } = reference
  if (source.from === 'item' || source.from === 'index') {
    return checkItem(outline, { referrer, map: source.map, refuse })
  }
  const path = nodeNamedBy(reference)
  if (path === undefined) return []

  const named = outline.nodes.get(path)
  if (!named) {
    const visible = visibleFrom(referrer)
    const hint = visible.length === 0 ? 'No node comes before it.' : suggest(path, visible)
    return refuse('PLAN_NODE_UNKNOWN', `there is no node "${path}".`, hint)
  }
  if (!isVisible(named, referrer)) return outOfScope(referrer, named, refuse)
  const dependent = referrer.node && ancestorIn(named.scope, referrer.node)
  if (dependent && !mayRead(dependent, named)) return orderRefusal(outline, { dependent, named, refuse })
  if (source.from === 'output' && !outputNamesOf(named).includes(source.output)) {
    const hint = suggest(source.output, outputNamesOf(named))
    return refuse('PLAN_OUTPUT_UNKNOWN', `${named.spec.kind} "${path}" has no output "${source.output}".`, hint)
  }
  return []
}

type Refuse = (code: Refusal['code'], message: string, hint: string) => Refusal[]

function outOfScope(referrer: Referrer, named: PlacedNode, refuse: Refuse): readonly Refusal[] {
  const border = borderBetween(named, referrer)
  const owner = border.owner!
  const shared = referrer.node === owner || [...enclosing(referrer.scope)].some((scope) => scope.owner === owner)
  return refuse(
    'PLAN_NODE_OUT_OF_SCOPE',
    `"${named.path}" lies inside of "${border.path}" and cannot be named from outside.`,
    shared ? `Move it in front of "${owner.path}".` : `Give it out as an output of "${owner.path}" and name that.`,
  )
}

function checkItem(
  outline: Outline,
  { referrer, map, refuse }: { readonly referrer: Referrer; readonly map: string; readonly refuse: Refuse },
): readonly Refusal[] {
  const maps = [...enclosing(referrer.scope)].flatMap(({ owner }) => (owner?.spec.kind === 'map' ? [owner.path] : []))
  if (maps.includes(map)) return []
  if (outline.nodes.get(map)?.spec.kind === 'map') {
    const hint = `Move it into the body of "${map}".`
    return refuse('PLAN_NODE_OUT_OF_SCOPE', `the items of map "${map}" are only there inside of it.`, hint)
  }
  return refuse('PLAN_NODE_UNKNOWN', `there is no map "${map}".`, suggest(map, maps))
}

function orderRefusal(
  outline: Outline,
  { dependent, named, refuse }: { readonly dependent: PlacedNode; readonly named: PlacedNode; readonly refuse: Refuse },
): readonly Refusal[] {
  const way = wayBetween(outline, named, dependent)
  if (way) {
    const circle = [dependent, ...way].map((node) => `"${node.path}"`)
    return refuse('PLAN_CYCLE', `${circle.join(' needs ')}.`, 'Remove one of these dependencies.')
  }
  const message = `"${named.path}" comes later in the spec.`
  return refuse('PLAN_NODE_ORDER', message, `List "${named.path}" before "${dependent.path}".`)
}

/** The shortest chain of needs that leads from one node of a scope to another, both included. */
function wayBetween(outline: Outline, from: PlacedNode, to: PlacedNode): readonly PlacedNode[] | undefined {
  const ways: PlacedNode[][] = [[from]]
  const seen = new Set([from])
  for (const way of ways) {
    const last = way.at(-1)!
    if (last === to) return way
    for (const need of needsOf(outline, last)) {
      if (seen.has(need)) continue
      seen.add(need)
      ways.push([...way, need])
    }
  }
  return undefined
}

function visibleFrom(referrer: Referrer): readonly string[] {
  return [...enclosing(referrer.scope)].flatMap((scope) => {
    const dependent = referrer.node && ancestorIn(scope, referrer.node)
    return scope.nodes.filter((node) => !dependent || mayRead(dependent, node)).map((node) => node.path)
  })
}

/** Whether both lie in one scope, or the named node in a scope around the referrer's. */
function isVisible(named: PlacedNode, referrer: Referrer): boolean {
  return [...enclosing(referrer.scope)].includes(named.scope)
}

/** Nodes read what is listed before them; a hook also reads its own step. */
function mayRead(node: PlacedNode, named: PlacedNode): boolean {
  return named.order < node.order || named === node.hookOf
}

/** The outermost scope that lies around the named node and not around the referrer. */
function borderBetween(named: PlacedNode, referrer: Referrer): Scope {
  const around = new Set(enclosing(referrer.scope))
  return [...enclosing(named.scope)].findLast((scope) => !around.has(scope))!
}
