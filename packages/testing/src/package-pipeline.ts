import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageCode, type PackagedPipeline } from '@regauge/core/code'
import { COMMAND_FILES } from './pipelines/surroundings.ts'

const PIPELINES = createRequire(import.meta.url).resolve('@regauge/testing/pipelines')

const packaged = new Map<string, Promise<PackagedPipeline>>()

/** The code package of one of the kits' own pipelines, which is made once in a process. */
export function packagePipeline(name: string): Promise<PackagedPipeline> {
  const found = packaged.get(name) ?? make(name)
  packaged.set(name, found)
  return found
}

async function make(name: string): Promise<PackagedPipeline> {
  const projectRoot = await realpath(await mkdtemp(join(tmpdir(), 'regauge-pipeline-')))
  const module = join(projectRoot, 'pipeline.ts')
  const files = { ...COMMAND_FILES, 'pipeline.ts': `export { ${name} } from ${JSON.stringify(PIPELINES)}\n` }
  try {
    for (const [file, text] of Object.entries(files)) await writeFile(join(projectRoot, file), text)
    return await packageCode({ module, exportName: name, projectRoot })
  } finally {
    // The package itself is in memory.
    await rm(projectRoot, { recursive: true, force: true })
  }
}
