import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isProcess } from './is-process.ts'

test('a process is there until it has ended', async () => {
  expect(isProcess(process.pid)).toBe(true)
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  expect(isProcess(child.pid!)).toBe(false)
})

// Elsewhere the system does not tell one that has ended from one that runs.
test.runIf(existsSync('/proc/self/stat'))('one that nobody has waited for is not there', async () => {
  // The shell starts a process that ends with its input, and becomes another one, which never waits for it.
  const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  })
  const [said] = (await once(parent.stdout!, 'data')) as [Buffer]
  const pid = Number(said)
  while (!readFileSync(`/proc/${parent.pid}/stat`, 'utf8').includes('(sleep)')) await pause(10)
  parent.stdio[3]!.destroy()
  try {
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await pause(10)
    expect(isProcess(pid)).toBe(false)
  } finally {
    parent.kill('SIGKILL')
  }
})
