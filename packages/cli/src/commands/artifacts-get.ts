import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { artifactContent, createArtifactReader, exportArtifact } from '@regauge/core/artifacts'
import type { ArtifactRef } from '@regauge/core/records'
import { RegaugeError } from '@regauge/core/errors'
import { formatSize } from '@regauge/core/units'
import type { Command } from '../context.ts'
import { findArtifact } from '../find-artifact.ts'
import { openRuns } from '../open-runs.ts'
import { artifactDocument } from '../output/artifact-text.ts'
import { printJson } from '../output/print.ts'

/** What `artifacts get` takes. */
export interface ArtifactsGetOptions {
  readonly artifact: string
  readonly out?: string
  readonly stack?: string
}

/** Formats that a terminal can show. */
const TEXT_FORMATS: ReadonlySet<string> = new Set(['json', 'jsonl', 'list', 'text'])

/**
 * Prints or saves the content of an artifact. Every byte is verified before it is given out; what is not text goes to
 * no terminal. With `--json` the document tells where it was saved or, without `--out`, holds a plain value.
 */
export const artifactsGet: Command<ArtifactsGetOptions> = async ({ artifact, out, stack, json }, context) => {
  await using opened = await openRuns(stack, context)
  const { name, ref } = await findArtifact(artifact, opened, context)
  const workDir = await mkdtemp(join(tmpdir(), 'regauge-'))
  try {
    const reader = createArtifactReader(opened.store, { workDir, signal: context.signal })
    if (out !== undefined) {
      const path = await exportArtifact(ref, reader, resolve(context.cwd, out))
      if (json) printJson(context, { artifact: name, ...artifactDocument(ref), path })
      else context.stderr.write(`Saved ${formatSize(ref.size)} to ${path}\n`)
    } else {
      refuseBinary(ref, name, { isTTY: context.stdout.isTTY, json })
      await writeAll(artifactContent(ref, reader), (bytes) => context.stdout.writeBytes(bytes))
    }
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
  return 0
}

async function writeAll(pieces: AsyncIterable<Uint8Array>, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for await (const piece of pieces) await write(piece)
}

/** Content is printed as it is, so that with `--json` it has to be JSON. */
function refuseBinary(
  ref: ArtifactRef,
  name: string,
  { isTTY, json }: { readonly isTTY: boolean; readonly json: boolean | undefined },
): void {
  if (TEXT_FORMATS.has(ref.format) ? !json || ref.format !== 'text' : !isTTY && !json) return
  throw new RegaugeError('OUTPUT_BINARY', {
    message: `Artifact "${name}" is stored as "${ref.format}", which is no ${json ? 'JSON' : 'text'}.`,
    hint: 'Save it with --out FILE, or pipe it into another command.',
    details: { artifact: name, format: ref.format, size: ref.size },
  })
}
