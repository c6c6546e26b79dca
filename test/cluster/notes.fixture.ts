import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Execution } from '../chaos/executions.ts'

/**
 * Source of the function by which steps of pods note what they do. It resolves when that has been noted, and rejects
 * when the attempt is told to stop.
 */
export const NOTE = `
import type { StepContext } from '@regauge/core'

async function note(what: string, { path, attempt, signal }: StepContext) {
  const { NOTES, POD_UID, EPOCH } = process.env
  const body = JSON.stringify({ what, path, attempt, place: POD_UID, driver: EPOCH })
  const answer = await fetch(NOTES!, { method: 'POST', body, signal })
  await answer.text()
}
`

/** What outlives the pods of steps: where they note what they do. */
export interface Notes extends AsyncDisposable {
  /** In the order in which they came, with the times at which they did. */
  readonly executions: readonly Execution[]
  /** Config of the flavor `kubernetes` by which pods find the way here, and know who they are. */
  readonly config: { readonly env: { readonly NOTES: string }; readonly podTemplate: typeof POD_TEMPLATE }
  /** Resolves when so many have come, or the signal aborts. */
  reached(count: number, signal: AbortSignal): Promise<void>
  /** From now on whoever notes something waits for an answer. Gives those who wait, as `fit@1`. Idempotent. */
  hold(): readonly string[]
  /** Answers everybody again. */
  release(): void
}

const variable = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } })

const POD_TEMPLATE = {
  spec: {
    containers: [
      {
        name: 'step',
        env: [variable('POD_UID', 'metadata.uid'), variable('EPOCH', "metadata.annotations['regauge.dev/epoch']")],
      },
    ],
  },
}

/** Opens it at an address that pods find. */
export async function openNotes(host: string): Promise<Notes> {
  const executions: Execution[] = []
  let holding: { readonly attempts: string[]; readonly answers: ServerResponse[] } | undefined
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      // The source above has written it.
      const noted = (await json(incoming)) as Omit<Execution, 'at'>
      executions.push({ ...noted, at: Date.now() })
      if (!holding) {
        outgoing.end()
        return
      }
      holding.attempts.push(`${noted.path}@${noted.attempt}`)
      holding.answers.push(outgoing)
    })().catch(() => outgoing.destroy())
  })
  server.listen(0, host)
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    executions,
    config: { env: { NOTES: `http://${host}:${port}` }, podTemplate: POD_TEMPLATE },
    async reached(count, signal) {
      while (executions.length < count && !signal.aborted) await pause(50)
    },
    hold() {
      holding ??= { attempts: [], answers: [] }
      return holding.attempts
    },
    release() {
      for (const answer of holding?.answers ?? []) answer.end()
      holding = undefined
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
