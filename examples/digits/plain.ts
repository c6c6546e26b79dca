/**
 * The job of `pipeline.ts` as plain code, without Regauge: what a run costs beyond this is the price of the engine.
 *
 *     node examples/digits/plain.ts [DIRECTORY]
 *
 * Fits are spread over two processes, as many as the engine's local orchestrator uses on a machine of two cores.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serialize } from 'node:v8'
import { gunzip } from 'node:zlib'
import type { LearningCurve } from './artifacts.ts'
import { accuracyOf, confusionOf } from './model/confusion.ts'
import { parseDigits } from './model/digit.ts'
import { bestOf } from './model/learning-curve.ts'
import { createNetwork, sizeOf, type Network } from './model/network.ts'
import { createRandom } from './model/random.ts'
import { splitDigits, type Split } from './model/split.ts'
import { train } from './model/training.ts'
import { drawConfusion } from './report/confusion-picture.ts'
import { renderReport } from './report/page.ts'

/** What the pipeline has as parameters. */
export const settings = {
  rates: [0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1],
  hidden: 48,
  epochs: 30,
  seed: 1,
  minAccuracy: 0.95,
}

const PROCESSES = 2

interface Fit {
  readonly network: Network
  readonly curve: LearningCurve
}

if (import.meta.main) await (process.argv[2] === 'fit' ? fitOnRequest() : main(process.argv[2]))

async function main(directory?: string): Promise<void> {
  const out = directory ?? (await mkdtemp(join(tmpdir(), 'digits-')))
  const { test } = await readSplit()
  const fits = await fitAll(settings.rates)
  const { network, curve } = fits[bestOf(fits.map(({ curve }) => curve))]!
  const confusion = confusionOf(network, test)
  const accuracy = accuracyOf(confusion)
  const card = {
    name: 'digits',
    purpose: 'Reads one handwritten digit of 8 x 8 pixels.',
    rate: curve.rate,
    parameters: sizeOf(network),
    accuracy,
  }
  const published = accuracy >= settings.minAccuracy
  const page = renderReport({
    curves: fits.map(({ curve }) => curve),
    chosen: curve,
    accuracy,
    picture: drawConfusion(confusion),
    card: published ? card : undefined,
  })
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'weights.bin'), serialize(network))
  await writeFile(join(out, 'report.html'), page)
  if (published) await writeFile(join(out, 'card.json'), JSON.stringify(card))
  process.stdout.write(`accuracy ${accuracy.toFixed(4)}, rate ${curve.rate}, report ${join(out, 'report.html')}\n`)
}

/** Hands the rates out to the processes, the next one to whichever is free; answers in the order of the rates. */
async function fitAll(rates: readonly number[]): Promise<Fit[]> {
  const fits: Fit[] = []
  const queue = rates.entries()
  const work = async (child: ChildProcess): Promise<void> => {
    for (const [index, rate] of queue) {
      child.send(rate)
      // The child answers each rate with one fit.
      const [fit] = (await once(child, 'message')) as [Fit]
      fits[index] = fit
    }
    child.disconnect()
  }
  const children = Array.from({ length: PROCESSES }, () =>
    fork(import.meta.filename, ['fit'], { serialization: 'advanced' }),
  )
  await Promise.all(children.map(work))
  return fits
}

/** The other side of {@link fitAll}: ends when its parent disconnects. */
async function fitOnRequest(): Promise<void> {
  const split = await readSplit()
  // The parent sends nothing but rates.
  process.on('message', (rate) => process.send?.(fit(split, rate as number)))
}

function fit(split: Split, rate: number): Fit {
  const random = createRandom(settings.seed)
  const network = createNetwork(settings.hidden, random)
  const points: LearningCurve['points'] = []
  for (const { epoch, loss } of train(network, split.train, { rate, epochs: settings.epochs, random })) {
    points.push({ epoch, loss, accuracy: accuracyOf(confusionOf(network, split.validation)) })
  }
  return { network, curve: { rate, points } }
}

async function readSplit(): Promise<Split> {
  const file = await readFile(join(import.meta.dirname, 'data/digits.csv.gz'))
  const csv = await promisify(gunzip)(file)
  return splitDigits(parseDigits(csv.toString()), settings.seed)
}
