import { readArtifact } from '../../artifacts/read-artifact.ts'
import { validate } from '../../artifacts/validate.ts'
import type { AnyArtifactType, StepDefinition } from '../../contracts/definition.ts'
import type { ArtifactReader } from '../../contracts/materializer.ts'
import { RegaugeError } from '../../errors/regauge-error.ts'
import type { Envelope } from '../../spec/envelope.ts'

/** The values of a step's inputs, each passed through its schema. An optional one that is absent may get its default. */
export async function readInputs(
  envelope: Envelope,
  definition: StepDefinition,
  reader: ArtifactReader,
): Promise<Record<string, unknown>> {
  const inputs: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(definition.inputs)) {
    const value = await readInput(name, type, { envelope, reader })
    if (value !== undefined) inputs[name] = value
  }
  return inputs
}

/** The value of one input; undefined where it is optional and absent. */
export async function readInput(
  name: string,
  type: AnyArtifactType,
  { envelope, reader }: { readonly envelope: Envelope; readonly reader: ArtifactReader },
): Promise<unknown> {
  const subject = `The input "${name}" of step "${envelope.path}"`
  const binding = envelope.inputs[name]
  return binding ? readArtifact(binding, type, { reader, subject }) : absent(type, subject)
}

function absent(type: AnyArtifactType, subject: string): Promise<unknown> | undefined {
  if (type.optional) return type.schema && validate(type.schema, undefined)
  throw new RegaugeError('ARTIFACT_INVALID', {
    message: `${subject} has no value.`,
    hint: 'Give it one where the step is run, or declare it optional.',
  })
}
