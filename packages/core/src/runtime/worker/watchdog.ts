import { Worker } from 'node:worker_threads'
import { signalGroup } from '../signal-group.ts'

/** Ends this process when its supervisor has gone, however busy its own event loop is. */
export interface Watchdog {
  /** Also ends this process group; 0: none. */
  alsoEnd(group: number): void
  /** Ends the process and all that its steps have started, now. */
  end(): void
}

/** How often it looks for the supervisor. */
const EVERY_MS = 500

/** The process with which a container or a machine ends: the kernel itself ends all others then. */
const INIT = 1

/**
 * Starts a thread that watches whether `supervisor` is still this process's parent, and else kills this process's group
 * with all that its steps have started. The thread keeps nothing alive. It sleeps in a way that `process.exit` can
 * interrupt, which a blocking read could not be. In a container whose first process the supervisor is, none is needed.
 */
export function startWatchdog(supervisor: number): Watchdog {
  const group = new Int32Array(new SharedArrayBuffer(4))
  if (supervisor !== INIT) startThread(supervisor, group)
  return {
    alsoEnd: (pid) => {
      Atomics.store(group, 0, pid)
    },
    end() {
      for (const leader of [group[0]!, process.pid]) if (leader !== 0) signalGroup(leader, 'SIGKILL')
    },
  }
}

function startThread(supervisor: number, group: Int32Array): void {
  const thread = new Worker(THREAD, {
    eval: true,
    name: 'watchdog',
    execArgv: [],
    workerData: { supervisor, group },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  thread.unref()
}

const THREAD = `
const { workerData: { supervisor, group } } = require('node:worker_threads')
const pause = new Int32Array(new SharedArrayBuffer(4))
while (process.ppid === supervisor) Atomics.wait(pause, 0, 0, ${EVERY_MS})
const other = Atomics.load(group, 0)
if (other !== 0) try { process.kill(-other, 'SIGKILL') } catch {}
process.kill(-process.pid, 'SIGKILL')
`
