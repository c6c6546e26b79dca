import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, RegaugeError } from '@regauge/core/errors'
import type { Stack } from '@regauge/core/run'

/** What stands under `config` of a component. */
type ComponentConfig = Stack['spec']['components']['orchestrator']['config']

/** The config of a component in a file of its own, in JSON or YAML. Throws `STACK_FILE_UNREADABLE` or `STACK_SYNTAX_INVALID`. */
export async function readConfigFile(cwd: string, file: string): Promise<ComponentConfig> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new RegaugeError('STACK_FILE_UNREADABLE', {
      message: `The config "${file}" cannot be read: ${messageOf(cause)}`,
      hint: `Check the path; it is taken from "${cwd}".`,
      cause,
    })
  })
  const { parseYaml } = await import('../parse-yaml.ts')
  let parsed: unknown
  try {
    parsed = parseYaml(text, { logLevel: 'error' })
  } catch (cause) {
    throw invalid(file, `is neither JSON nor YAML: ${messageOf(cause).trimEnd()}`, cause)
  }
  // A file with nothing in it says nothing about any field.
  const config: unknown = parsed ?? {}
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw invalid(file, 'holds no fields.')
  // What YAML can say beyond JSON, the flavor's own schema refuses.
  return config as ComponentConfig
}

function invalid(file: string, what: string, cause?: unknown): RegaugeError {
  return new RegaugeError('STACK_SYNTAX_INVALID', {
    message: `The config "${file}" ${what}`,
    hint: 'Write what would stand under `config` of the component, e.g. { "path": "store" }.',
    cause,
  })
}
