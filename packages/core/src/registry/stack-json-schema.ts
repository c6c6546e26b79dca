import type { JsonSchema } from '../util/json.ts'
import type { Shape, TextRule } from './shape.ts'
import { STACK_SHAPE } from './stack-shape.ts'

/**
 * The JSON Schema of stack files, for editors: `schemas/stack.schema.json`. It knows the fields that every stack has;
 * what a flavor's config may hold depends on the stack's packages.
 */
export function stackJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:regauge:stack-file:1',
    title: 'A stack file',
    ...toJsonSchema(STACK_SHAPE),
  }
}

function toJsonSchema(shape: Shape): JsonSchema {
  return { ...withoutDescription(shape), ...(shape.description !== undefined && { description: shape.description }) }
}

function withoutDescription(shape: Shape): JsonSchema {
  switch (shape.type) {
    case 'text':
      return { type: 'string', ...(shape.rule && rule(shape.rule)) }
    case 'number':
      return {
        type: shape.integer ? 'integer' : 'number',
        ...(shape.min !== undefined && { minimum: shape.min }),
        ...(shape.above !== undefined && { exclusiveMinimum: shape.above }),
        ...(shape.max !== undefined && { maximum: shape.max }),
      }
    case 'list':
      return { type: 'array', items: toJsonSchema(shape.of) }
    case 'record':
      return {
        type: 'object',
        properties: Object.fromEntries(Object.entries(shape.fields).map(([key, field]) => [key, toJsonSchema(field)])),
        ...(shape.required && { required: shape.required }),
        additionalProperties: false,
      }
    case 'map':
      return { type: 'object', propertyNames: rule(shape.key), additionalProperties: toJsonSchema(shape.of) }
    case 'config':
      return { type: 'object' }
  }
}

function rule({ pattern, expected }: TextRule): JsonSchema {
  return { pattern: pattern.source, description: `Must be ${expected}.` }
}
