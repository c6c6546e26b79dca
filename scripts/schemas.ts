import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from '../packages/core/src/records/wire/json-schemas.ts'
import { stackJsonSchema } from '../packages/core/src/registry/stack-json-schema.ts'

const DIRECTORY = join(import.meta.dirname, '../packages/core/schemas')

/** The files of `packages/core/schemas`: name and text. */
export function schemaFiles(): readonly (readonly [file: string, text: string])[] {
  const documents = [...jsonSchemas(), { name: 'stack', document: stackJsonSchema() }]
  return documents.map(({ name, document }) => [`${name}.schema.json`, `${JSON.stringify(document, null, 2)}\n`])
}

if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes('--check')
  mkdirSync(DIRECTORY, { recursive: true })
  for (const [file, text] of schemaFiles()) {
    const path = join(DIRECTORY, file)
    if (!check) writeFileSync(path, text)
    else if (readFileSync(path, 'utf8') !== text) {
      process.stderr.write(`${path} is not what the schemas say. Run: node scripts/schemas.ts\n`)
      process.exitCode = 1
    }
  }
}
