import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportArtifact } from '../../artifacts/export-artifact.ts'
import { readEntries } from '../../artifacts/list-entries.ts'
import type { AnyArtifactType } from '../../contracts/definition.ts'
import type { ArtifactReader } from '../../contracts/materializer.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import type { Json } from '../../util/json.ts'
import type { AttemptTools } from './attempt.ts'
import { readInput } from './step-inputs.ts'

/** One entry of `inputs.json`. */
interface InputEntry {
  /** Relative to the command's working directory. */
  readonly path: string
  /** How it is stored there: `json`, `text`, `bytes`, `file`, `directory`, … */
  readonly format: string
  /** The artifact type's name, where it has one. */
  readonly type?: string
  /** The value itself, of `json`, where it is small. */
  readonly value?: Json
  /** The author's own name of a file. */
  readonly fileName?: string
}

const SMALL = 4 * 1024
const ENDINGS: Readonly<Record<string, string>> = { text: '.txt', bytes: '.bin', safetensors: '.safetensors' }

/** Writes each input of a command below `inputs/`, and `inputs.json`, which describes them. */
export async function layDownInputs(tools: AttemptTools, directory: string): Promise<void> {
  await mkdir(join(directory, 'inputs'), { recursive: true })
  const entries: Record<string, InputEntry> = {}
  for (const [name, type] of Object.entries(tools.definition.inputs)) {
    const entry = await layDown(name, type, { ...tools, directory })
    if (entry) entries[name] = type.spec.name === undefined ? entry : { ...entry, type: type.spec.name }
  }
  await writeFile(join(directory, 'inputs.json'), `${JSON.stringify(entries, undefined, 2)}\n`)
}

async function layDown(
  name: string,
  type: AnyArtifactType,
  tools: AttemptTools & { readonly directory: string },
): Promise<InputEntry | undefined> {
  const { envelope, reader, directory } = tools
  const binding = envelope.inputs[name]
  const ref = binding && type.spec.materializer !== 'json' ? await artifactOf(binding, reader) : undefined
  if (!ref) {
    const value = await readInput(name, type, tools)
    if (value === undefined) return undefined
    const text = JSON.stringify(value)
    const path = `inputs/${name}.json`
    await writeFile(join(directory, path), `${text}\n`)
    // Text that JSON was written to is JSON when it is read.
    return { path, format: 'json', ...(text.length <= SMALL ? { value: JSON.parse(text) as Json } : {}) }
  }
  const isJson = ref.format === 'json' || ref.format === 'jsonl'
  const path = `inputs/${name}${isJson ? '.json' : (ENDINGS[ref.format] ?? endingOf(ref.fileName))}`
  await exportArtifact(ref, reader, join(directory, path))
  const { fileName } = ref
  return { path, format: isJson ? 'json' : ref.format, ...(fileName === undefined ? {} : { fileName }) }
}

/** The artifact behind an input; undefined for a plain value. */
async function artifactOf(binding: InputBinding, reader: ArtifactReader): Promise<ArtifactRef | undefined> {
  if (!('artifact' in binding)) return undefined
  if (binding.item === undefined) return binding.artifact
  const range = { start: binding.item, end: binding.item + 1 }
  for await (const entry of readEntries(binding.artifact, reader, range)) {
    return entry !== null && 'digest' in entry ? entry : undefined
  }
  return undefined
}

function endingOf(fileName = ''): string {
  return /\.[A-Za-z0-9]{1,10}$/.exec(fileName)?.[0] ?? ''
}
