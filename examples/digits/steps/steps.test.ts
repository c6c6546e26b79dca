import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evaluate } from './evaluate.ts'
import { announce } from './announce.ts'
import { draw } from './draw.ts'
import { fit } from './fit.ts'
import { load } from './load.ts'
import { pick } from './pick.ts'
import { publish } from './publish.ts'
import { report } from './report.ts'
import { split } from './split.ts'
import { testContext } from './test-context.ts'

const FILE = join(import.meta.dirname, '../data/digits.csv.gz')
const { context } = testContext()

const { digits } = await load.run({ path: undefined }, context)
const parts = await split.run({ digits, seed: 1 }, context)
const quick = { train: parts.train, validation: parts.validation, hidden: 8, seed: 1, rate: 0.5 }

test('load finds the digits that come with the example, wherever it is run', () => {
  expect(digits).toHaveLength(1797)
})

test('load spends no retry on a file that is not there', async () => {
  const loading = Promise.resolve(load.run({ path: 'data/none.csv.gz' }, context))
  await expect(loading).rejects.toMatchObject({
    name: 'TerminalError',
    message: expect.stringContaining('none.csv.gz'),
  })
})

test('load downloads from a URL, and gives up for good only where there is nothing', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/broken') response.writeHead(500).end()
    else if (request.url === '/none') response.writeHead(404).end()
    else void readFile(FILE).then((bytes) => response.end(bytes))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  const at = async (path: string): Promise<unknown> =>
    load.run({ path: `http://127.0.0.1:${address.port}${path}` }, context)
  try {
    expect(await at('/digits')).toEqual({ digits })
    await expect(at('/broken')).rejects.toMatchObject({ name: 'Error' })
    await expect(at('/none')).rejects.toMatchObject({ name: 'TerminalError' })
  } finally {
    server.close()
  }
})

test('fit tracks loss and accuracy after each epoch and says how far it is', async () => {
  const { context, heard } = testContext()
  const { curve } = await fit.run({ ...quick, epochs: 2 }, context)
  expect(curve.points.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(heard.metrics).toEqual(
    curve.points.flatMap(({ epoch, loss, accuracy }) => [
      { name: 'loss', value: loss, step: epoch },
      { name: 'accuracy', value: accuracy, step: epoch },
    ]),
  )
  expect(heard.progress).toEqual([0.5, 1])
})

test('fit stops between two epochs when it is cancelled', async () => {
  const stop = new AbortController()
  const { context, heard } = testContext({ signal: stop.signal, progress: () => stop.abort() })
  await expect(Promise.resolve(fit.run({ ...quick, epochs: 50 }, context))).rejects.toThrow('aborted')
  expect(heard.metrics).toHaveLength(2)
})

test('pick takes the weights of the best curve', async () => {
  const curveTo = (accuracy: number) => ({ rate: accuracy, points: [{ epoch: 1, loss: 1, accuracy }] })
  const tensors = [1, 2, 3].map((value) => ({
    bias: { dtype: 'F64', shape: [1], values: Float64Array.of(value) } as const,
  }))
  const picked = await pick.run({ weights: tensors, curves: [0.1, 0.9, 0.5].map(curveTo) }, context)
  expect(picked).toEqual({ weights: tensors[1], curve: curveTo(0.9) })
})

test('a chosen network reads at least 95 % of the held-out digits, is published, and ends in the report', async () => {
  const workDir = await mkdtemp(join(tmpdir(), 'digits-'))
  try {
    const { weights, curve } = await fit.run({ ...quick, hidden: 48, epochs: 30 }, context)
    const { accuracy, confusion } = await evaluate.run({ weights, test: parts.test }, context)
    expect(accuracy).toBeGreaterThanOrEqual(0.95)
    const { card } = await publish.run({ weights, curve, accuracy }, context)
    expect(card).toMatchObject({ rate: 0.5, parameters: 3610, accuracy })
    const { picture } = await draw.run({ confusion }, context)
    const content = { curves: [curve], chosen: curve, accuracy, picture, card }
    const { page } = await report.run(content, { ...context, workDir })
    expect(await readFile(page, 'utf8')).toContain(picture)
  } finally {
    await rm(workDir, { recursive: true })
  }
})

test('announce says how the run has ended', async () => {
  const { context, heard } = testContext()
  await announce.run({ run: 'r1', status: 'succeeded' }, context)
  expect(heard.logged).toEqual(['Run r1 succeeded.'])
})
