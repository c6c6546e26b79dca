import { realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { SecretSource } from '../contracts/orchestrator.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'
import type { Json } from '../util/json.ts'
import { formatOrigin, type Origin, type Path } from './origin.ts'
import { readText } from './read-text.ts'
import { isInnerPath, parseReferences, type Reference } from './references.ts'

/** What references of each sort lead to. */
export type ReferenceResolvers = { readonly [S in Reference['scheme']]: (name: string) => Promise<string> }

/** Where references are resolved. */
export interface ResolverOptions {
  readonly projectRoot: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: SecretSource
}

/**
 * Resolvers over the environment, the project's files and its secrets. A file's last line end is left out. They throw
 * `STACK_REFERENCE_UNRESOLVED`, `STACK_REFERENCE_OUTSIDE`, or what the secrets throw; never with a value in the message.
 */
export function createResolvers({ projectRoot, env, secrets }: ResolverOptions): ReferenceResolvers {
  return {
    env: async (name) => variable(env, name),
    async file(path) {
      const inside = await insidePath(projectRoot, path)
      return (await readText(inside, { shown: path, code: 'STACK_REFERENCE_UNRESOLVED' })).replace(/\r?\n$/, '')
    },
    secret: (name) => secrets.resolve(name),
  }
}

/** What `${env:NAME}` leads to. Throws `STACK_REFERENCE_UNRESOLVED`. */
export function variable(env: ResolverOptions['env'], name: string): string {
  const value = env[name]
  if (value !== undefined) return value
  throw new RegaugeError('STACK_REFERENCE_UNRESOLVED', {
    message: `The environment variable "${name}" is not set.`,
    hint: `Set it: the stack refers to it with \${env:${name}}.`,
    details: { variable: name },
  })
}

/**
 * A config with every reference replaced by what it leads to. The result is for the moment of use: it is not to be
 * stored or printed.
 *
 * @param placeOf Where a value of the config stands, so that errors name the line.
 */
export async function resolveReferences<T extends Json>(
  config: T,
  resolvers: ReferenceResolvers,
  placeOf: (path: Path) => Origin | undefined = () => undefined,
): Promise<T> {
  const resolve = async (value: Json, path: Path): Promise<Json> => {
    if (typeof value === 'string') return resolveText(value, resolvers).catch((thrown) => locate(thrown, placeOf(path)))
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return Promise.all(value.map((item: Json, index) => resolve(item, [...path, index])))
    const members = Object.entries(value).map(async ([key, member]: [string, Json]) => {
      return [key, await resolve(member, [...path, key])] as const
    })
    return Object.fromEntries(await Promise.all(members))
  }
  // Texts stay texts, so the shape of the config stays what it is.
  return (await resolve(config, [])) as T
}

async function resolveText(text: string, resolvers: ReferenceResolvers): Promise<string> {
  const { parts, problems } = parseReferences(text)
  const [problem] = problems
  if (problem) throw new RegaugeError('STACK_REFERENCE_INVALID', problem)
  const values = parts.map(async (part) => (typeof part === 'string' ? part : resolvers[part.scheme](part.name)))
  return (await Promise.all(values)).join('')
}

/** The same error, with the place of the reference before its message. */
function locate(thrown: unknown, at: Origin | undefined): never {
  if (!at || !isRegaugeError(thrown)) throw thrown
  const { code, message, hint, details, cause } = thrown
  throw new RegaugeError(code, {
    message: `${formatOrigin(at)}: ${message}`,
    hint,
    details: { ...details, at: { ...at } },
    cause,
  })
}

/** The real path of a file of the project, symbolic links followed. */
async function insidePath(root: string, path: string): Promise<string> {
  const full = join(root, path)
  const real = await realpath(full).catch(() => undefined)
  // A file that is not there is the reader's to report.
  if (real === undefined) return full
  if (isInnerPath(path) && isInnerPath(relative(await realpath(root), real))) return real
  throw new RegaugeError('STACK_REFERENCE_OUTSIDE', {
    message: `The file "${path}" lies outside of the project.`,
    hint: 'Keep it inside the project, or pass its content as a secret.',
    details: { file: path },
  })
}
