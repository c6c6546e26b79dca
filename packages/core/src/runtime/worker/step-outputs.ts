import { sortOf } from '../../artifacts/invalid-artifact.ts'
import { validate } from '../../artifacts/validate.ts'
import { writeArtifact } from '../../artifacts/write-artifact.ts'
import type { StepDefinition } from '../../contracts/definition.ts'
import type { ArtifactWriter } from '../../contracts/materializer.ts'
import { RegaugeError } from '../../errors/regauge-error.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { Envelope } from '../../spec/envelope.ts'
import { suggest } from '../../util/names.ts'

/** Stores what a step returned. Throws `STEP_OUTPUT_MISSING`, `STEP_OUTPUT_UNKNOWN` and `ARTIFACT_INVALID`. */
export async function storeOutputs(
  returned: unknown,
  tools: { readonly envelope: Envelope; readonly definition: StepDefinition; readonly writer: ArtifactWriter },
): Promise<Record<string, ArtifactRef>> {
  const { definition, writer } = tools
  const { path } = tools.envelope
  const values = toRecord(returned, definition, path)
  const refs: Record<string, ArtifactRef> = {}
  for (const [name, type] of Object.entries(definition.outputs)) {
    const subject = `The output "${name}" of step "${path}"`
    const given = values[name]
    const value = given === undefined && type.optional ? await validate(type.schema, given) : given
    if (value === undefined && !type.optional) throw outputMissing(path, name)
    if (value !== undefined) refs[name] = await writeArtifact(value, type, { writer, subject })
  }
  return refs
}

function toRecord(returned: unknown, { outputs }: StepDefinition, path: string): Readonly<Record<string, unknown>> {
  const names = Object.keys(outputs)
  if (returned === undefined) return {}
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
    throw new RegaugeError('STEP_OUTPUT_MISSING', {
      message: `Step "${path}" returned ${sortOf(returned)} instead of an object with its outputs.`,
      hint: names.length === 0 ? 'Return nothing.' : `Return { ${names.join(', ')} }.`,
    })
  }
  const unknown = Object.entries(returned).find(([name, value]) => value !== undefined && !Object.hasOwn(outputs, name))
  if (unknown) {
    throw new RegaugeError('STEP_OUTPUT_UNKNOWN', {
      message: `Step "${path}" returned "${unknown[0]}", which is none of its outputs.`,
      hint: suggest(unknown[0], names),
    })
  }
  // Its members are looked at one by one.
  return returned as Readonly<Record<string, unknown>>
}

/** The error for an output that a step does not give. */
export function outputMissing(path: string, name: string, hint?: string): RegaugeError {
  return new RegaugeError('STEP_OUTPUT_MISSING', {
    message: `Step "${path}" did not give its output "${name}".`,
    hint: hint ?? `Return it from the step, or declare it optional.`,
  })
}
