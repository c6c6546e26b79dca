import { z } from 'zod'
import { SPEC_NAMES, SPEC_SCHEMAS } from '../../spec/wire/spec-wire.ts'
import type { JsonSchema } from '../../util/json.ts'
import { RECORD_NAMES, RECORD_SCHEMAS } from './record-wire.ts'

/** A published JSON Schema: `schemas/<name>.schema.json`. */
export interface PublishedSchema {
  readonly name: string
  readonly document: JsonSchema
}

const spec = { names: SPEC_NAMES }
const record = { names: RECORD_NAMES }

const PUBLISHED = [
  { name: 'pipeline', title: 'What a pipeline is', schema: SPEC_SCHEMAS.pipelineSpec, ...spec },
  {
    name: 'stack-spec',
    title: 'A stack after extends, references unresolved',
    schema: SPEC_SCHEMAS.stackSpec,
    ...spec,
  },
  { name: 'plan', title: 'How a stack runs a pipeline', schema: SPEC_SCHEMAS.plan, ...spec },
  { name: 'envelope', title: 'What a step attempt is given', schema: SPEC_SCHEMAS.envelope, ...spec },
  { name: 'bundle', title: 'Attempts that one runner works off in turn', schema: SPEC_SCHEMAS.bundle, ...spec },
  { name: 'run', title: 'runs/<run>/run.json', schema: RECORD_SCHEMAS.run, ...record },
  { name: 'driver', title: 'runs/<run>/epochs/<e>/driver.json', schema: RECORD_SCHEMAS.driver, ...record },
  { name: 'cancel', title: 'runs/<run>/epochs/<e>/cancel.json', schema: RECORD_SCHEMAS.cancel, ...record },
  { name: 'end', title: 'runs/<run>/epochs/<e>/end.json', schema: RECORD_SCHEMAS.end, ...record },
  { name: 'status', title: 'runs/<run>/epochs/<e>/status.json', schema: RECORD_SCHEMAS.status, ...record },
  { name: 'outcome', title: 'runs/<run>/steps/<path>@<n>.outcome.json', schema: RECORD_SCHEMAS.outcome, ...record },
  { name: 'claim', title: 'runs/<run>/steps/<path>@<n>.claim.json', schema: RECORD_SCHEMAS.claim, ...record },
  { name: 'stop', title: 'runs/<run>/steps/<path>@<n>.stop.json', schema: RECORD_SCHEMAS.stop, ...record },
  { name: 'code', title: 'code/<digest>/manifest.json', schema: RECORD_SCHEMAS.code, ...record },
] as const

/**
 * Every JSON Schema of a spec or record that the package publishes; `stack.schema.json`, for files that people write, is
 * the registry's. The number at the end of an `$id` is the major of the format.
 */
export function jsonSchemas(): readonly PublishedSchema[] {
  return PUBLISHED.map(({ name, title, schema, names }) => {
    const { $schema, ...body } = z.toJSONSchema(schema, { metadata: names, io: 'input' })
    const document = { $schema, $id: `urn:regauge:${name}:1`, title, ...body }
    // What zod returns holds more than JSON; the text is exactly the JSON.
    return { name, document: JSON.parse(JSON.stringify(document)) as JsonSchema }
  })
}
