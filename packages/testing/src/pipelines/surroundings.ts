import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline as pipe } from 'node:stream/promises'
import { artifact, commandStep, type Pipeline, pipeline, step } from '@regauge/core'
import { z } from 'zod'
import { give } from './numbers.ts'

const File = artifact({ name: 'content', materializer: 'file' })
const Text = artifact({ name: 'words', materializer: 'text' })

const writes = step({
  name: 'writes',
  inputs: { bytes: z.number() },
  outputs: { content: File },
  async run({ bytes }, { workDir }) {
    const content = join(workDir, 'large.bin')
    await pipe(pieces(bytes), createWriteStream(content))
    return { content }
  },
})

/** Bytes that differ from piece to piece. */
function* pieces(bytes: number): Generator<Uint8Array> {
  const length = 1024 * 1024
  for (let from = 0; from < bytes; from += length) {
    yield Buffer.alloc(Math.min(length, bytes - from), `piece ${from} `)
  }
}

const measures = step({
  name: 'measures',
  inputs: { content: File },
  outputs: { digest: z.string(), size: z.number() },
  async run({ content }) {
    const hash = createHash('sha256')
    for await (const piece of createReadStream(content)) hash.update(piece as Uint8Array)
    return { digest: hash.digest('hex'), size: (await stat(content)).size }
  },
})

/** A file of so many bytes is handed from one step to the next. */
export const largeArtifact: Pipeline = pipeline({
  name: 'largeArtifact',
  params: z.object({ bytes: z.number() }),
  build({ params, run }) {
    const { content } = run(writes, { bytes: params.bytes })
    return { content, ...run(measures, { content }) }
  },
})

const speaks = step({
  name: 'speaks',
  inputs: { text: z.string() },
  outputs: { text: z.string(), words: Text, content: File },
  async run({ text }, { workDir, log }) {
    console.log(`printed: ${text}`)
    log.info(`logged: ${text}`)
    const content = join(workDir, 'grüße 日本語.txt')
    await writeFile(content, text)
    return { text, words: text, content }
  },
})

/** Letters of many scripts in values, logs, contents and the name of a file. */
export const unicode: Pipeline = pipeline({
  name: 'unicode',
  params: z.object({ text: z.string() }),
  build: ({ params, run }) => run(speaks, { text: params.text }),
})

const counts = commandStep({
  name: 'counts',
  command: ['sh', 'count.sh'],
  files: ['count.sh'],
  inputs: { content: File, times: z.number() },
  outputs: { letters: z.number(), copy: File },
})

/** What the command step of {@link command} runs; it lies beside the pipeline's module. */
export const COMMAND_FILES: { readonly [name: string]: string } = {
  'count.sh': [
    'set -e',
    'letters=$(wc -c < inputs/content.bin)',
    'echo $((letters * $(cat inputs/times.json))) > outputs/letters.json',
    'cat inputs/content.bin > outputs/copy.bin',
    'echo "counted $letters"',
    '',
  ].join('\n'),
}

/** A program that is handed a file and a value, and leaves a file and a value. */
export const command: Pipeline = pipeline({
  name: 'command',
  build({ run }) {
    const { content } = run(writes, { bytes: 21 })
    const { copy, letters } = run(counts, { content, times: 2 })
    return { content, copy, letters: run(give, { value: letters }).value }
  },
})
