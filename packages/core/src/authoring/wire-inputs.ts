import type { AnyArtifactType } from '../contracts/definition.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { InputSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import { defined } from '../util/defined.ts'
import type { Json } from '../util/json.ts'
import { suggest } from '../util/names.ts'
import { issuesAtOnce, issuesText } from './schema-issues.ts'
import type { AuthoredStep } from './authored-step.ts'
import { isRef } from './ref.ts'
import type { Scope } from './scope.ts'
import { sourceOf } from './source-of.ts'
import { toJson } from './to-json.ts'

/** Which step is being wired, where. */
interface Place {
  readonly step: AuthoredStep
  readonly scope: Scope
  /** Begins every message: the pipeline and the node. */
  readonly where: string
}

/** The inputs of a node from what the author wired: a ref is an edge, a literal a value. Throws every mistake in it. */
export function wireInputs(wired: Readonly<Record<string, unknown>>, place: Place): Record<string, InputSpec> {
  const { step, where } = place
  const known = Object.keys(step.inputs)
  for (const name of Object.keys(wired)) {
    if (Object.hasOwn(step.inputs, name)) continue
    throw new RegaugeError('AUTHORING_INPUT_UNKNOWN', {
      message: `${where}: step "${step.name}" has no input "${name}".`,
      hint: suggest(name, known),
      details: { input: name },
    })
  }
  return Object.fromEntries(
    Object.entries(step.inputs).map(([name, type]) => [name, wireInput(name, { type, value: wired[name] }, place)]),
  )
}

/** The inputs of a hook, which have no source: the driver fills them in by name. */
export function hookInputs(step: AuthoredStep): Record<string, InputSpec> {
  return Object.fromEntries(Object.entries(step.inputs).map(([name, type]) => [name, inputSpec(type, undefined)]))
}

function inputSpec(type: AnyArtifactType, source: SourceSpec | undefined): InputSpec {
  return defined<InputSpec>({ type: type.spec, source, optional: type.optional ? true : undefined })
}

interface Wire {
  readonly type: AnyArtifactType
  readonly value: unknown
}

function wireInput(name: string, { type, value }: Wire, { step, scope, where }: Place): InputSpec {
  const input = `${where}: input "${name}"`
  if (isRef(value)) return inputSpec(type, sourceOf(value, scope, input))
  if (value !== undefined) return inputSpec(type, { from: 'value', value: literal(value, type, input) })
  if (type.optional) return inputSpec(type, undefined)
  throw new RegaugeError('AUTHORING_INPUT_MISSING', {
    message: `${input} has no value.`,
    hint: `Pass it in run(${step.name}, { ${name} }), or make it optional in the schema.`,
    details: { input: name },
  })
}

function literal(value: unknown, type: AnyArtifactType, input: string): Json {
  if (type.spec.materializer !== 'json') {
    throw new RegaugeError('AUTHORING_LITERAL_INVALID', {
      message: `${input} is an artifact (${type.spec.materializer}), which no literal can give.`,
      hint: 'Wire it to a ref, or describe the input by a schema.',
    })
  }
  const copy = toJson(value)
  if (!copy.fits) throw notJson(copy, input)
  const issues = type.schema ? issuesAtOnce(type.schema, copy.json) : []
  if (issues.length === 0) return copy.json
  throw new RegaugeError('AUTHORING_LITERAL_INVALID', {
    message: `${input} was given a literal that does not fit its schema: ${issuesText(issues)}.`,
    hint: 'Correct the literal or the schema.',
    details: { issues: issues.map(({ path, message }) => ({ path, message })) },
  })
}

function notJson({ at, found }: { readonly at: string; readonly found: string }, input: string): RegaugeError {
  const place = at === '' ? '' : ` at ${at}`
  if (found === 'a ref') {
    return new RegaugeError('AUTHORING_REF_NESTED', {
      message: `${input} was given a literal with a ref${place}, where it cannot become an edge.`,
      hint: 'Give the ref an input of its own, and put both together inside of the step.',
    })
  }
  return new RegaugeError('AUTHORING_LITERAL_INVALID', {
    message: `${input} was given a literal with ${found}${place}, which JSON cannot carry.`,
    hint: 'Pass what JSON can carry (a text for a date), or produce the value in a step.',
  })
}
