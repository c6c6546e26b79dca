import { RegaugeError, isRegaugeError, messageOf } from './errors/regauge-error.ts'
import type { DetachedAnswer, DetachedRequest } from './composition/detach-run.ts'
import { driveRun } from './composition/drive-run.ts'
import { openStack } from './composition/open-stack.ts'
import { keys } from './records/keys.ts'
import { readRecord } from './records/record-store.ts'
import type { RunRecord } from './records/run-record.ts'
import { openSecrets } from './registry/open-secrets.ts'
import { findProject } from './registry/project.ts'

/** `@regauge/core/detached`: the main module of a background driver. It takes one request over IPC and drives the run. */
process.once('message', (request) => {
  // Only `detachRun` of the same package starts this module.
  void driveDetached(request as DetachedRequest).catch(refuse)
})

async function driveDetached({ projectRoot, epoch }: DetachedRequest): Promise<void> {
  const cancel = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => cancel.abort())
  const project = await findProject(projectRoot)
  const secrets = openSecrets(project, { env: process.env })
  await using stack = await openStack({ spec: epoch.stack }, { project, secrets })
  const record = await readRecord<RunRecord>(stack.store, keys.run(epoch.run), 'regauge.run')
  if (record === undefined) {
    throw new RegaugeError('RUN_NOT_FOUND', {
      message: `There is no run "${epoch.run}" in the store of stack "${epoch.stack.name}".`,
    })
  }
  await driveRun({
    stack,
    secrets,
    record,
    epoch,
    projectRoot: project.root,
    cancel: cancel.signal,
    onTaken: (driver) => answer({ kind: 'driving', driver }),
  })
}

function answer(message: DetachedAnswer): void {
  if (!process.connected) return
  process.send!(message, () => {
    if (process.connected) process.disconnect()
  })
}

function refuse(thrown: unknown): void {
  process.exitCode = 1
  const message = messageOf(thrown)
  process.stderr.write(`${message}\n`)
  answer(
    isRegaugeError(thrown)
      ? { kind: 'refused', code: thrown.code, message, ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) }
      : { kind: 'refused', code: 'INTERNAL', message },
  )
}
