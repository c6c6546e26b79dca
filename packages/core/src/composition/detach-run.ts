import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { DriverRecord } from '../records/run-record.ts'
import type { EpochSpec } from './take-epoch.ts'

/** What a background driver is told. It opens the epoch's stack anew, and finds everything else in its store. */
export interface DetachedRequest {
  readonly projectRoot: string
  readonly epoch: EpochSpec
}

/** What a background driver answers, once it holds the run or cannot. */
export type DetachedAnswer =
  | { readonly kind: 'driving'; readonly driver: DriverRecord }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint?: string }

/**
 * Starts a driver in a process of its own, which outlives this one and the terminal, and returns once it holds the run.
 * What it prints goes to `.regauge/logs/<run>.log`.
 */
export async function detachRun(request: DetachedRequest): Promise<DriverRecord> {
  const { run } = request.epoch
  const logs = join(request.projectRoot, '.regauge', 'logs')
  mkdirSync(logs, { recursive: true })
  const logFile = join(logs, `${run}.log`)
  const log = openSync(logFile, 'a')
  const main = createRequire(import.meta.url).resolve('@regauge/core/detached')
  const child = spawn(process.execPath, [...process.execArgv, main], {
    cwd: request.projectRoot,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const answer = await new Promise<DetachedAnswer>((resolve) => {
    child.once('message', (message) => resolve(message as DetachedAnswer))
    child.once('error', (error) => resolve({ kind: 'refused', code: 'INTERNAL', message: error.message }))
    child.once('exit', (code, signal) => {
      resolve({
        kind: 'refused',
        code: 'INTERNAL',
        message: `It exited with ${signal ?? code} before it held the run.`,
      })
    })
    child.send(request)
  })
  if (child.connected) child.disconnect()
  child.unref()
  if (answer.kind === 'driving') return answer.driver
  throw new RegaugeError('RUN_DETACH_FAILED', {
    message: `The background driver of run "${run}" did not start: ${answer.message}`,
    hint: answer.hint ?? `Read "${logFile}", or run without --detach to see more.`,
    details: { run, code: answer.code },
  })
}
