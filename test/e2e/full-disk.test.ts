import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { environment } from '../support/environment.ts'
import { createProject, REGAUGE } from '../support/project.ts'

const PIPELINE = `
import { appendFileSync } from 'node:fs'
import { artifact, pipeline, step } from '@regauge/core'
import { z } from 'zod'

const Content = artifact<Uint8Array>({ name: 'content', materializer: 'bytes' })
const write = step({ name: 'write', inputs: { n: z.number() }, outputs: { content: Content },
  retry: { infrastructure: 1, delay: '100ms' },
  run({ n }, { path }) {
    appendFileSync('ran.txt', path + ' ')
    return { content: new Uint8Array(512 * 1024).fill(n) }
  } })
const count = step({ name: 'count', inputs: { content: z.array(z.unknown()).optional() }, outputs: { done: z.boolean() },
  run: () => ({ done: true }) })

export const main = pipeline({
  name: 'main', params: z.object({ all: z.array(z.number()).default([1, 2, 3, 4, 5, 6]) }),
  build({ params, run, map }) {
    const written = map(params.all, (n) => run(write, { n }), { name: 'each', concurrency: 1 })
    return { done: run(count, {}, { after: [written] }).done }
  },
})
`

/** The store lies on a small file system of its own, which only the processes of this script see. */
const SCRIPT = `
set -u
mkdir store
mount -t tmpfs -o size=6m tmpfs store
head -c 4000000 /dev/zero > store/ballast
"$NODE" "$REGAUGE" run pipeline.ts 1>&2
echo "run: $?"
echo "ran: $(cat ran.txt)"; : > ran.txt
rm store/ballast
"$NODE" "$REGAUGE" runs resume latest 1>&2
echo "resume: $?"
echo "ran: $(cat ran.txt)"
`

test('a run that meets a full disk goes on when there is room again, and nothing is written twice', async () => {
  using project = createProject({
    'pipeline.ts': PIPELINE,
    'regauge.yaml': 'defaultStack: small\n',
    'stacks/small.yaml': [
      'name: small',
      "packages: ['@regauge/orchestrator-local']",
      'components:',
      '  orchestrator: { flavor: local, config: { slots: 1 } }',
      '  artifact-store: { flavor: local, config: { path: store } }',
      '',
    ].join('\n'),
  })
  const child = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', SCRIPT], {
    cwd: project.root,
    env: environment({ NODE: process.execPath, REGAUGE }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [, first, begun, second, rest] = /run: (\d+)\nran: (.*)\nresume: (\d+)\nran: (.*)\n/.exec(out) ?? []
  expect(first, `${out}\n${err}`).not.toBe('0')
  expect(err).toContain('STORE_FULL')
  expect(second, `${out}\n${err}`).toBe('0')
  // The last one met the full disk, and was tried again.
  const tried = begun!.trim().split(' ')
  const done = new Set(tried).difference(new Set(tried.slice(-1)))
  expect(done.size).toBeGreaterThan(0)
  for (const path of done) expect(rest!.split(' ')).not.toContain(path)
})
