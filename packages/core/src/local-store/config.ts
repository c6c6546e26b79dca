import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

/** What a stack file may say of a local store. */
export interface LocalArtifactStoreConfig {
  /** Folder of the store; a relative path is taken from the root of the project. */
  readonly path: string
  /** Whether a write returns only when it would outlive a loss of power. */
  readonly durable: boolean
}

const DEFAULTS: LocalArtifactStoreConfig = { path: '.regauge/store', durable: false }

const JSON_SCHEMA = {
  type: 'object',
  properties: {
    path: {
      type: 'string',
      minLength: 1,
      default: DEFAULTS.path,
      description: 'Folder of the store; a relative path is taken from the root of the project.',
    },
    durable: {
      type: 'boolean',
      default: DEFAULTS.durable,
      description: 'Wait for the disk before a write returns, so that it outlives a loss of power; slower.',
    },
  },
  additionalProperties: false,
}

/**
 * The schema of a local store's config. Written out, because every command opens a store, and the loading of a schema
 * library would take longer than that.
 */
export const localArtifactStoreConfig: StandardSchemaV1<unknown, LocalArtifactStoreConfig> & StandardJSONSchemaV1 = {
  '~standard': {
    version: 1,
    vendor: 'regauge',
    validate,
    jsonSchema: { input: () => structuredClone(JSON_SCHEMA), output: () => structuredClone(JSON_SCHEMA) },
  },
}

function validate(value: unknown): StandardSchemaV1.Result<LocalArtifactStoreConfig> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issues: [{ message: 'Expected a mapping.' }] }
  }
  const { path = DEFAULTS.path, durable = DEFAULTS.durable, ...rest } = value as { readonly [field: string]: unknown }
  const issues: StandardSchemaV1.Issue[] = Object.keys(rest).map((field) => ({
    path: [field],
    message: 'Unknown field.',
  }))
  if (typeof path !== 'string' || path === '') issues.push({ path: ['path'], message: 'Expected a path.' })
  if (typeof durable !== 'boolean') issues.push({ path: ['durable'], message: 'Expected true or false.' })
  // Both have just been looked at.
  return issues.length > 0 ? { issues } : { value: { path, durable } as LocalArtifactStoreConfig }
}
