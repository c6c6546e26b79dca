import { Agent, request } from 'node:http'
import type { LauncherEvent } from '../../contracts/launcher.ts'
import { type Hint, type HintAddress, toHint } from './hint.ts'

/** A driver that does not answer within so long is not heard of for a while. */
const ANSWER_MS = 2_000
/** So long nothing more is tried after that. */
const SULK_MS = 30_000
/** So long the last hints may take, since a place that ends would be seen soon after. */
const LAST_MS = 500

/** Tells a driver what happens here. Nothing depends on it. Disposing waits for the last hints, half a second at most. */
export interface HintSender extends AsyncDisposable {
  readonly send: (event: LauncherEvent) => void
}

/** Hints for a driver that listens at an address. Those that cannot be told are left out. */
export function createHintSender(
  { url, token }: HintAddress,
  { answerMs = ANSWER_MS }: { readonly answerMs?: number } = {},
): HintSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let waiting: Hint[] = []
  let sending: Promise<void> | undefined
  let silentUntil = 0

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const hints = waiting
      waiting = []
      if (performance.now() < silentUntil) continue
      await post(JSON.stringify(hints)).catch(() => (silentUntil = performance.now() + SULK_MS))
    }
    sending = undefined
  }

  function post(body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const call = request(url, { method: 'POST', agent, headers, signal: AbortSignal.timeout(answerMs) }, (answer) => {
        answer.resume().once('end', resolve).once('error', reject)
      })
      call.once('error', reject).end(body)
    })
  }

  return {
    send(event) {
      const hint = toHint(event)
      if (!hint) return
      waiting.push(hint)
      sending ??= sendAll()
    },
    async [Symbol.asyncDispose]() {
      const last = setTimeout(() => agent.destroy(), LAST_MS)
      await sending
      clearTimeout(last)
      agent.destroy()
    },
  }
}
