import type { FromWorker, ToWorker } from '../worker-protocol.ts'

/** A worker's line to its supervisor. */
export interface Channel {
  readonly send: (message: FromWorker) => void
  /** Whether the line keeps this process alive. It does not while user code runs. */
  readonly keepAlive: (on: boolean) => void
}

/**
 * Takes the process's channel over: user code finds no `process.send` or `process.disconnect`, and so can neither take
 * this process for its own child nor close the line. `onMessage` is called in the order of sending.
 */
export function takeChannel(onMessage: (message: ToWorker) => void): Channel {
  const { channel } = process
  const send = process.send?.bind(process)
  if (!send || !channel) throw new Error('A worker is started by its supervisor, not by hand.')
  process.on('message', (message) => {
    // Only a supervisor writes to the channel.
    onMessage(message as ToWorker)
  })
  for (const name of ['send', 'disconnect']) {
    Object.defineProperty(process, name, { value: undefined, configurable: true, writable: true })
  }
  return {
    send: (message) => {
      send(message, undefined, undefined, () => undefined)
    },
    keepAlive: (on) => {
      if (on) channel.ref()
      else channel.unref()
    },
  }
}
