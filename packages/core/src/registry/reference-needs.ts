import type { ReferenceNeeds } from '../contracts/orchestrator.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Json } from '../util/json.ts'
import type { ConfiguredComponent } from './check-config.ts'
import { inspectConfig, jsonSchemaOf } from './config-schema.ts'
import { formatPath, type Path } from './origin.ts'
import { parseReferences, type Reference } from './references.ts'
import { variable } from './resolve-references.ts'

/** A reference and the field that holds it. */
interface Found {
  readonly reference: Reference
  readonly path: Path
}

/**
 * What the references of components need at another place, read from this one's environment once. Throws
 * `STACK_REFERENCE_UNRESOLVED` for a variable that is not set, and `STACK_FILE_REMOTE` for a reference to a file, which
 * stays on this machine.
 */
export function referenceNeeds(
  components: readonly Pick<ConfiguredComponent, 'component' | 'flavor'>[],
  environment: Readonly<Record<string, string | undefined>>,
): ReferenceNeeds {
  const env: Record<string, string> = {}
  const secretEnv: Record<string, string> = {}
  const secrets = new Set<string>()
  for (const { component, flavor } of components) {
    const schema = jsonSchemaOf(flavor.config)
    const hidden = schema ? inspectConfig(component.config, schema).secrets : []
    for (const { reference, path } of referencesIn(component.config, [])) {
      const { scheme, name } = reference
      if (scheme === 'file') throw fileRemote(name, path)
      if (scheme === 'secret') secrets.add(name)
      else if (hidden.some((each) => startsWith(path, each))) secretEnv[name] = variable(environment, name)
      else env[name] = variable(environment, name)
    }
  }
  // A variable that stands in a secret field anywhere is a secret everywhere.
  for (const name of Object.keys(secretEnv)) delete env[name]
  return { env, secretEnv, secrets: [...secrets] }
}

function* referencesIn(value: Json, path: Path): Generator<Found> {
  if (typeof value === 'string') {
    for (const part of parseReferences(value).parts) if (typeof part !== 'string') yield { reference: part, path }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* referencesIn(item, [...path, index])
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) yield* referencesIn(member, [...path, key])
  }
}

function fileRemote(name: string, path: Path): RegaugeError {
  return new RegaugeError('STACK_FILE_REMOTE', {
    message: `The config field "${formatPath(path)}" refers to the file "${name}", which stays on this machine, while the run goes on elsewhere.`,
    hint: 'Put its content into a secret, and write ${secret:store.key}.',
    details: { file: name },
  })
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => String(path[index]) === String(key))
}
