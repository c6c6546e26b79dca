import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isPlain } from '../../artifacts/materializers.ts'
import { writeArtifact } from '../../artifacts/write-artifact.ts'
import type { AnyArtifactType } from '../../contracts/definition.ts'
import type { ArtifactWriter } from '../../contracts/materializer.ts'
import { messageOf, RegaugeError } from '../../errors/regauge-error.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import { suggest } from '../../util/names.ts'
import type { AttemptTools } from './attempt.ts'
import { outputMissing } from './step-outputs.ts'

/** Where a command says that an output is: an entry of `outputs.json`. */
type OutputEntry = { readonly path: string } | { readonly value: unknown }

/**
 * Stores what a command left: of each output the entry of `outputs.json`, or else `outputs/<name>` or
 * `outputs/<name>.<anything>`. Throws `STEP_OUTPUT_MISSING`, `STEP_OUTPUT_UNKNOWN` and `ARTIFACT_INVALID`.
 */
export async function storeCommandOutputs(
  tools: AttemptTools,
  directory: string,
): Promise<Record<string, ArtifactRef>> {
  const { envelope, definition, writer } = tools
  const entries = await readEntries(directory, envelope.path, Object.keys(definition.outputs))
  const refs: Record<string, ArtifactRef> = {}
  for (const [name, type] of Object.entries(definition.outputs)) {
    const found = entries[name] ?? (await findOutput(name, directory, envelope.path))
    const subject = `The output "${name}" of step "${envelope.path}"`
    if (found && 'value' in found) refs[name] = await writeArtifact(found.value, type, { writer, subject })
    else if (found) {
      const path = resolve(directory, found.path)
      if (!existsSync(path)) throw outputMissing(envelope.path, name, `There is no "${found.path}".`)
      refs[name] = await storeFile(path, type, { writer, subject })
    } else if (!type.optional)
      throw outputMissing(envelope.path, name, `Let the command write "outputs/${name}${endingFor(type)}".`)
  }
  return refs
}

async function readEntries(
  directory: string,
  path: string,
  names: readonly string[],
): Promise<Readonly<Record<string, OutputEntry>>> {
  const text = await readFile(join(directory, 'outputs.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return {}
  const entries = parseJson(text, `outputs.json of step "${path}"`)
  if (typeof entries !== 'object' || entries === null || !Object.values(entries).every(isEntry)) {
    throw new RegaugeError('ARTIFACT_INVALID', {
      message: `outputs.json of step "${path}" is no object of outputs.`,
      hint: 'Write { "<output>": { "path": "…" } } or { "<output>": { "value": … } }.',
    })
  }
  const unknown = Object.keys(entries).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new RegaugeError('STEP_OUTPUT_UNKNOWN', {
      message: `outputs.json of step "${path}" names "${unknown}", which is none of its outputs.`,
      hint: suggest(unknown, names),
    })
  }
  return entries as Readonly<Record<string, OutputEntry>> // Looked at just now.
}

function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false
  return 'value' in entry || ('path' in entry && typeof entry.path === 'string')
}

async function findOutput(name: string, directory: string, path: string): Promise<OutputEntry | undefined> {
  const names = await readdir(join(directory, 'outputs')).catch(() => [])
  const found = names.filter((each) => each === name || each.startsWith(`${name}.`))
  if (found.length > 1) {
    throw outputMissing(path, name, `Which one is it: ${found.join(', ')}? Say so in outputs.json, or leave only one.`)
  }
  return found.length === 0 ? undefined : { path: join('outputs', found[0]!) }
}

async function storeFile(
  path: string,
  type: AnyArtifactType,
  { writer, subject }: { readonly writer: ArtifactWriter; readonly subject: string },
): Promise<ArtifactRef> {
  const value = await valueOf(path, type, subject)
  if (value !== undefined) return writeArtifact(value, type, { writer, subject })
  const ref = { format: type.spec.materializer, ...(await writer.putFile(path)) }
  return type.spec.name === undefined ? ref : { ...ref, type: type.spec.name }
}

/** What the materializer of a type is given; undefined where the file already is what it would write. */
async function valueOf(path: string, type: AnyArtifactType, subject: string): Promise<unknown> {
  const { materializer } = type.spec
  if (isPlain(type)) return parseJson(await readFile(path, 'utf8'), subject)
  if (materializer === 'text') return readFile(path, 'utf8')
  if (materializer === 'file' || materializer === 'directory') return path
  if (!type.item) return undefined
  const names = await readdir(path)
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return Promise.all(
    names.map(async (name) => (await valueOf(join(path, name), type.item!, subject)) ?? readFile(join(path, name))),
  )
}

function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new RegaugeError('ARTIFACT_INVALID', {
      message: `${subject}: it is no JSON: ${messageOf(thrown)}.`,
      hint: 'Write one JSON document, in UTF-8 and without NaN.',
      cause: thrown,
    })
  }
}

function endingFor(type: AnyArtifactType): string {
  return isPlain(type) ? '.json' : type.spec.materializer === 'text' ? '.txt' : ''
}
