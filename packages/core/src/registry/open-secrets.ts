import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretSource } from '../contracts/orchestrator.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { DocumentNode } from './document-tree.ts'
import { toError, type Issue } from './issue.ts'
import { formatPath, type Path } from './origin.ts'
import type { Project } from './project.ts'
import { readText } from './read-text.ts'
import { isSecretName, SECRET_NAME_RULE, secretVariable } from './secret-name.ts'

/** Where the file lies, relative to the project's root. */
const SECRETS_FILE = '.regauge/secrets.yaml'

/** What secrets are looked up in. */
export interface OpenSecretsOptions {
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The secrets of this machine: a variable `REGAUGE_SECRET_…` (`hf.token` is `REGAUGE_SECRET_HF_TOKEN`) wins over the
 * file `.regauge/secrets.yaml` (YAML or JSON; `hf: { token: … }` or `hf.token: …`), which is read at the first need and
 * only if nobody else may read it. `resolve` throws `SECRET_NOT_FOUND`, `SECRET_FILE_EXPOSED` or `SECRET_FILE_INVALID`.
 */
export function openSecrets(project: Pick<Project, 'root'>, { env }: OpenSecretsOptions): SecretSource {
  let reading: Promise<ReadonlyMap<string, string>> | undefined
  return {
    async resolve(name) {
      if (!isSecretName(name)) {
        const message = `"${name}" cannot be the name of a secret.`
        throw new RegaugeError('SECRET_NOT_FOUND', { message, hint: `A name is ${SECRET_NAME_RULE}.` })
      }
      const variable = secretVariable(name)
      const value = env[variable] ?? (await (reading ??= readSecrets(project))).get(name)
      if (value !== undefined) return value
      throw new RegaugeError('SECRET_NOT_FOUND', {
        message: `The secret "${name}" is neither in the environment variable ${variable} nor in "${SECRETS_FILE}".`,
        hint: `Set ${variable}, or add "${name}" to "${SECRETS_FILE}".`,
        details: { secret: name, searched: [variable, SECRETS_FILE] },
      })
    },
  }
}

async function readSecrets(project: Pick<Project, 'root'>): Promise<ReadonlyMap<string, string>> {
  const path = join(project.root, SECRETS_FILE)
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return new Map()
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8)
    throw new RegaugeError('SECRET_FILE_EXPOSED', {
      message: `The file "${SECRETS_FILE}" is open to other users of this machine (mode ${mode}).`,
      hint: `Run: chmod 600 ${SECRETS_FILE}`,
      details: { file: SECRETS_FILE, mode },
    })
  }
  const text = await readText(path, { shown: SECRETS_FILE, code: 'SECRET_FILE_INVALID' })
  const { parseYaml } = await import('./parse-yaml.ts')
  const { root, issues } = parseYaml(text, SECRETS_FILE)
  // A parser's own words may repeat the text that it could not read.
  const unreadable = issues.map(({ at }) => invalid('This is not YAML that can be read.', at))
  const secrets = new Map<string, string>()
  const wrong = root ? collect(root, { path: [], secrets }) : []
  if (unreadable.length + wrong.length > 0) throw toError([...unreadable, ...wrong])
  return secrets
}

function collect(node: DocumentNode, into: { path: Path; secrets: Map<string, string> }): readonly Issue[] {
  const { path, secrets } = into
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([key, entry]) => collect(entry, { path: [...path, ...key.split('.')], secrets }))
  }
  const name = path.join('.')
  if (path.length === 0) return [invalid('The document is not a mapping.', node.at)]
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    return [invalid(`The secret "${formatPath(path)}" is not a text.`, node.at, 'Write it in quotes.')]
  }
  if (!isSecretName(name))
    return [invalid(`"${name}" cannot be the name of a secret.`, node.at, `Write ${SECRET_NAME_RULE}.`)]
  if (secrets.has(name)) return [invalid(`The secret "${name}" stands here a second time.`, node.at)]
  secrets.set(name, node.value)
  return []
}

function invalid(message: string, at: Issue['at'], hint?: string): Issue {
  return { code: 'SECRET_FILE_INVALID', message, hint, at }
}
