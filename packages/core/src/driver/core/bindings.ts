import type { InputBinding } from '../../spec/envelope.ts'
import type { Json } from '../../util/json.ts'
import type { InputGraph, NamedSource, Source, StepGraph } from './graph.ts'
import { itemOf } from './item-list.ts'
import type { HookCause, NodeRun, Outputs, ScopeRun } from './state.ts'

/** What a source stands for in a scope's run; undefined: absent. */
export function bindingOf(source: Source, scope: ScopeRun): InputBinding | undefined {
  switch (source.kind) {
    case 'constant':
      return source.binding
    case 'output': {
      const run: NodeRun | undefined = outwards(scope, source.hops).runs[source.slot]
      return run?.outputs?.[source.output]
    }
    case 'item': {
      const { owner, item } = outwards(scope, source.hops)
      return owner?.kind === 'map' ? itemOf(owner.items, item) : undefined
    }
    case 'index':
      return { value: outwards(scope, source.hops).item }
  }
}

/** All outputs of a scope's run; absent ones have no entry. */
export function outputsOf(sources: readonly NamedSource[], scope: ScopeRun): Outputs {
  const outputs: Record<string, InputBinding> = {}
  for (const { name, source } of sources) {
    const binding = bindingOf(source, scope)
    if (binding !== undefined) outputs[name] = binding
  }
  return outputs
}

/**
 * The inputs of a step run; absent ones have no entry. Undefined where an input is absent that the step cannot do
 * without: then it is skipped.
 */
export function inputsOf(node: StepGraph, scope: ScopeRun, hook?: HookCause): Outputs | undefined {
  const inputs: Record<string, InputBinding> = {}
  for (const input of node.inputs) {
    const binding = input.source ? bindingOf(input.source, scope) : hook && toldBy(input, hook)
    if (binding !== undefined) inputs[input.name] = binding
    // Without a source the author has left it out, which the compiler has let pass.
    else if (!input.optional && (input.source || hook)) return undefined
  }
  return inputs
}

/** Item numbers of the enclosing maps, outermost first. */
export function itemNumbersOf(scope: ScopeRun): readonly number[] {
  const outer = scope.parent ? itemNumbersOf(scope.parent) : []
  return scope.item >= 0 ? outer.concat(scope.item) : outer
}

/** What a hook is told under the names that it declares. */
function toldBy({ name }: InputGraph, cause: HookCause): InputBinding | undefined {
  switch (name) {
    case 'run':
      return { value: cause.run }
    case 'path':
      return { value: cause.path }
    case 'status':
      return { value: cause.status }
    case 'failure':
      // A failure is plain JSON; its optional fields are why the types do not see it.
      return cause.failure && { value: { ...cause.failure } as unknown as Json }
    default:
      return undefined
  }
}

function outwards(scope: ScopeRun, hops: number): ScopeRun {
  let target = scope
  for (let hop = 0; hop < hops; hop += 1) target = target.parent!
  return target
}
