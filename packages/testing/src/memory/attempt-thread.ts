/** `@regauge/testing/attempt-thread`: the main module of a thread that runs attempts. Importing it is all there is to do. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { loadPipeline, readManifest } from '@regauge/core/code'
import { type FromWorker, serveAttempts, type ToWorker } from '@regauge/core/serve'
import { createPortStore } from './store-port.ts'

/** What a thread tells beside what a worker's process does. */
export type FromThread = FromWorker | { readonly type: 'killed'; readonly signal: NodeJS.Signals }

/** What a thread is made with. */
export interface ThreadSetup {
  /** The descriptor of its output file. */
  readonly output: number
  readonly store: MessagePort
}

// Only `thread-worker.ts` starts this module.
const { output, store } = workerData as ThreadSetup
const port = parentPort!
const send = (message: FromThread) => port.postMessage(message)

const killAny = process.kill.bind(process)
/** A step that kills its process ends this thread, and not the process that it shares with others. */
process.kill = (pid, signal = 'SIGTERM') => {
  if (pid !== process.pid || typeof signal === 'number') return killAny(pid, signal)
  // Node takes no other texts.
  send({ type: 'killed', signal: signal as NodeJS.Signals })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return true
}

serveAttempts(
  {
    async loadPipeline({ codeDirectory, code, projectRoot }) {
      return loadPipeline(codeDirectory, await readManifest(codeDirectory, code), { projectRoot })
    },
    openStore: ({ storeReach }) => Promise.resolve(createPortStore(store, storeReach)),
  },
  {
    output,
    takeChannel(onMessage) {
      port.on('message', (message: ToWorker) => onMessage(message))
      return { send, keepAlive: (on) => (on ? port.ref() : port.unref()) }
    },
    // A thread ends with its process by itself; the groups of commands are ended by whoever ends the thread.
    startWatchdog: () => ({ alsoEnd: () => undefined, end: () => process.exit() }),
  },
)
