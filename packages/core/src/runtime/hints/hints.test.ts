import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { receiveHints } from './receive-hints.ts'
import type { Hint } from './hint.ts'
import { createHintSender } from './send-hints.ts'

test('what is told last is heard before the sender has gone', async () => {
  const heard: Hint[] = []
  await using receiver = await receiveHints((hint) => heard.push(hint))
  {
    await using sender = createHintSender(receiver.address('127.0.0.1'))
    sender.send({ kind: 'started', attempt: 'a@1', worker: 'w' })
    sender.send({ kind: 'outcome', attempt: 'a@1' })
  }
  expect(heard).toEqual([
    { kind: 'started', attempt: 'a@1', worker: 'w' },
    { kind: 'outcome', attempt: 'a@1' },
  ])
})

test('a driver that takes hints and never answers keeps nobody', async () => {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  // A server that listens on a port has an address of this shape.
  const { port } = silent.address() as AddressInfo
  const connected = once(silent, 'connection') as Promise<[Socket]>
  {
    await using sender = createHintSender({ url: `http://127.0.0.1:${port}/`, token: 't' }, { answerMs: 3_600_000 })
    sender.send({ kind: 'started', attempt: 'a@1', worker: 'w' })
    await connected
    sender.send({ kind: 'outcome', attempt: 'a@1' })
  }
  const [socket] = await connected
  socket.destroy()
  silent.close()
  await once(silent, 'close')
})
