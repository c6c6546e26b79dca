import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Flavor } from '../contracts/flavor.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Json } from '../util/json.ts'
import { suggest } from '../util/names.ts'
import type { StackComponent } from './components.ts'
import { inspectConfig, jsonSchemaOf } from './config-schema.ts'
import { toError, type Issue } from './issue.ts'
import { formatPath, originOf, type Origins, type Path } from './origin.ts'
import { containsReference } from './references.ts'
import { resolveReferences, type ReferenceResolvers } from './resolve-references.ts'

/** A component, the flavor it names, and where its stack's values stand. */
export interface ConfiguredComponent extends StackComponent {
  readonly flavor: Flavor
  readonly origins: Origins
}

/**
 * Everything that can be said of a config without resolving its references: unknown fields, secrets that are written
 * out, and what the flavor's schema finds in values without references.
 */
export async function checkConfig(component: ConfiguredComponent): Promise<readonly Issue[]> {
  const { config } = component.component
  const schema = jsonSchemaOf(component.flavor.config)
  const { unknown, literals } = schema ? inspectConfig(config, schema) : { unknown: [], literals: [] }
  const unknownPaths = unknown.map(({ path }) => path)
  const { issues = [] } = await validate(component.flavor, without(config, unknownPaths))
  const found = issues.map(({ path, message }) => ({ path: toPath(path), message }))
  const settled = found.filter(({ path }) => {
    const isElsewhere = containsReference(valueAt(config, path))
    return !isElsewhere && !literals.some((secret) => startsWith(path, secret))
  })
  return [
    ...unknown.map(({ path, known }) => unknownField(component, path, known)),
    ...literals.map((path) => literalSecret(component, path)),
    ...settled.map(({ path, message }) => refused(component, path, message)),
  ]
}

/**
 * The config that a flavor's `create` is given: references resolved, defaults filled in. Throws
 * `STACK_CONFIG_INVALID`, `FLAVOR_INVALID` and what the resolvers throw; no message holds a resolved value.
 */
export async function resolveConfig(component: ConfiguredComponent, resolvers: ReferenceResolvers): Promise<unknown> {
  const { config } = component.component
  const resolved = await resolveReferences(config, resolvers, (path) => place(component, path).at)
  const result = await validate(component.flavor, resolved)
  if (!result.issues) return result.value
  // A schema's message may repeat the value, which is nobody's business once a reference has been resolved.
  const isPublic = !containsReference(config)
  throw toError(
    result.issues.map(({ path: segments, message }) => {
      const path = toPath(segments)
      return refused(component, path, isPublic ? message : 'the flavor does not accept what its reference leads to')
    }),
  )
}

function unknownField(component: ConfiguredComponent, path: Path, known: readonly string[]): Issue {
  const message = `${capital(describe(component))} has no config field "${formatPath(path)}".`
  const hint = suggest(String(path.at(-1)), known)
  return { code: 'STACK_CONFIG_UNKNOWN', message, hint, ...place(component, path) }
}

function literalSecret(component: ConfiguredComponent, path: Path): Issue {
  const field = `config field "${formatPath(path)}" of ${describe(component)}`
  return {
    code: 'STACK_SECRET_LITERAL',
    message: `The ${field} is secret and takes only a reference.`,
    hint: 'Write e.g. ${secret:store.key}, and treat the value that stands there as leaked.',
    ...place(component, path),
  }
}

function refused(component: ConfiguredComponent, path: Path, message: string): Issue {
  const field = path.length === 0 ? 'the config' : `config field "${formatPath(path)}"`
  const text = `${capital(describe(component))}: ${field}: ${message}`
  return {
    code: 'STACK_CONFIG_INVALID',
    message: /[.!?]$/.test(text) ? text : `${text}.`,
    hint: `See: regauge flavor show ${component.kind} ${component.flavor.name}`,
    ...place(component, path),
  }
}

function describe({ kind, name, flavor }: ConfiguredComponent): string {
  return `the ${kind}${name === undefined ? '' : ` "${name}"`} (flavor "${flavor.name}")`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function place({ origins, path: base }: ConfiguredComponent, path: Path): Pick<Issue, 'at' | 'path'> {
  const full = [...base, 'config', ...path]
  return { at: originOf(origins, full), path: full }
}

async function validate(flavor: Flavor, config: Json): Promise<StandardSchemaV1.Result<unknown>> {
  try {
    return await flavor.config['~standard'].validate(config)
  } catch {
    // What was thrown is left out: it may repeat a value.
    throw new RegaugeError('FLAVOR_INVALID', {
      message: `The schema of the flavor "${flavor.name}" of ${flavor.kind} threw an error instead of judging the config.`,
      hint: 'This is a mistake in the package that brings the flavor.',
      details: { kind: flavor.kind, flavor: flavor.name },
    })
  }
}

function toPath(segments: StandardSchemaV1.Issue['path']): Path {
  return (segments ?? []).map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'number' ? key : String(key)
  })
}

/** A copy of a value without the members at these paths. */
function without(value: Json, paths: readonly Path[], path: Path = []): Json {
  if (paths.length === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json, index) => without(item, paths, [...path, index]))
  const kept = Object.entries(value).filter(([key]) => !paths.some((each) => isSame(each, [...path, key])))
  return Object.fromEntries(kept.map(([key, member]: [string, Json]) => [key, without(member, paths, [...path, key])]))
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((within, key) => {
    return typeof within === 'object' && within !== null ? (within as Record<string | number, unknown>)[key] : undefined
  }, value)
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b)
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => String(path[index]) === String(key))
}
