/** One field of a config, told from its JSON Schema. */
export interface SchemaField {
  /** Members joined by dots. */
  readonly path: string
  readonly type: string
  /** `required`, `secret` and the default, as far as they apply. */
  readonly notes: string
  readonly description: string
}

type Schema = Readonly<Record<string, unknown>>

/** The fields of an object's JSON Schema, those of inner objects after their own. */
export function schemaFields(schema: Schema, within = ''): readonly SchemaField[] {
  const { properties, required } = schema
  if (!isSchema(properties)) return []
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isSchema(field)) return []
    const path = within === '' ? name : `${within}.${name}`
    const notes = [
      // A field with a default is required in what comes out, not in what a file has to say.
      Array.isArray(required) && required.includes(name) && field['default'] === undefined && 'required',
      field['writeOnly'] === true && 'secret',
      field['default'] !== undefined && `default ${JSON.stringify(field['default'])}`,
    ]
    const own = { path, type: typeText(field), notes: notes.filter(Boolean).join(', '), description: textOf(field) }
    return [own].concat(schemaFields(field, path))
  })
}

function typeText(schema: Schema): string {
  const { type, enum: choices, const: only, items, anyOf, oneOf } = schema
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(' | ')
  if (only !== undefined) return JSON.stringify(only)
  const alternatives: unknown = anyOf ?? oneOf
  if (Array.isArray(alternatives))
    return alternatives.map((each) => (isSchema(each) ? typeText(each) : 'any')).join(' | ')
  if (type === 'array') return `list of ${isSchema(items) ? typeText(items) : 'any'}`
  if (Array.isArray(type)) return type.join(' | ')
  return typeof type === 'string' ? type : 'any'
}

function textOf({ description }: Schema): string {
  return typeof description === 'string' ? description : ''
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
