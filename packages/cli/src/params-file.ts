import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { messageOf, RegaugeError } from '@regauge/core/errors'
import type { PrepareRunOptions } from '@regauge/core/run'
import type { CommandContext } from './context.ts'

/**
 * The parameters of a JSON or YAML file, or of stdin for `-`. Throws `PARAMS_FILE_INVALID` where it cannot be read or
 * holds no object.
 */
export async function readParamsFile(
  file: string,
  context: Pick<CommandContext, 'cwd'>,
): Promise<NonNullable<PrepareRunOptions['params']>> {
  const name = file === '-' ? 'stdin' : `"${file}"`
  const content = file === '-' ? await text(process.stdin) : await readText(resolve(context.cwd, file), name)
  // JSON is YAML, too.
  const { parseYaml } = await import('./parse-yaml.ts')
  const parsed = attempt(
    () => parseYaml(content, { logLevel: 'error' }) as unknown,
    `The parameters in ${name} are neither JSON nor YAML`,
  )
  // What YAML can say beyond JSON, e.g. infinities, the pipeline's own schema refuses.
  if (isObject(parsed)) return parsed as NonNullable<PrepareRunOptions['params']>
  throw new RegaugeError('PARAMS_FILE_INVALID', {
    message: `The parameters in ${name} are ${Array.isArray(parsed) ? 'a list' : 'a single value'}, not an object.`,
    hint: 'Write a member for each parameter, e.g. { "rates": [0.1, 0.2] }.',
  })
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new RegaugeError('PARAMS_FILE_INVALID', {
      message: `The file of parameters ${name} cannot be read: ${messageOf(cause)}`,
      hint: 'Check the path; it is taken from the working directory.',
      cause,
    })
  }
}

function attempt<T>(parse: () => T, problem: string): T {
  try {
    return parse()
  } catch (cause) {
    throw new RegaugeError('PARAMS_FILE_INVALID', { message: `${problem}: ${messageOf(cause).trimEnd()}`, cause })
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
