import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeWorkRoot, PID_FILE } from './work-root.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'regauge-roots-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

/** The number of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid!
}

test('what a process left behind that is no more is removed, and nothing else', async () => {
  const gone = `local-${hostname()}-${await endedPid()}-abcdef`
  const elsewhere = `local-another-host-${await endedPid()}-abcdef`
  const alive = `local-${hostname()}-${process.ppid}-abcdef`
  for (const name of [gone, elsewhere, alive, 'something-else']) await mkdir(join(parent, name))
  const made = await makeWorkRoot(parent, 'local')
  expect((await readdir(parent)).toSorted()).toEqual([elsewhere, alive, 'something-else', basename(made)].toSorted())
})

test('a worker of a process that is no more is waited for', async () => {
  const root = join(parent, `local-${hostname()}-${await endedPid()}-abcdef`)
  const worker = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  await mkdir(join(root, 'worker-1'), { recursive: true })
  await writeFile(join(root, 'worker-1', PID_FILE), `${worker.pid}`)
  let hasEnded = false
  worker.once('exit', () => (hasEnded = true))
  const making = makeWorkRoot(parent, 'local')
  expect(await readdir(root)).toEqual(['worker-1'])
  worker.stdin.end()
  await making
  expect(hasEnded).toBe(true)
})
