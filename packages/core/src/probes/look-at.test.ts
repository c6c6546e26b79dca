import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Finding, Probe } from '../contracts/probe.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { gather } from '../util/gather.ts'
import { lookAt } from './look-at.ts'

const NEVER = new AbortController().signal
const patient = { signal: NEVER, timeoutMs: 60_000 }

/** A probe that finds something, or whatever else is given. */
const probe = (name: string, look: Probe['look'] = async () => `saw ${name}`): Probe => ({ name, look })
const failing = (name: string, thrown: Error) => probe(name, () => Promise.reject(thrown))

describe('looking at probes', () => {
  test('gives a finding for each, in their order, each followed by what it leads to', async () => {
    const told: Finding = { name: 'told from elsewhere', ok: false, detail: 'no', code: 'STORE_DENIED', hint: 'Ask.' }
    const inner = probe('inner', async () => ({ detail: 'saw inner', next: [probe('innermost')] }))
    const outer = probe('outer', async () => ({ detail: 'saw outer', next: [inner, told] }))
    expect(await gather(lookAt([outer, probe('last')], patient))).toEqual([
      { name: 'outer', ok: true, detail: 'saw outer' },
      { name: 'inner', ok: true, detail: 'saw inner' },
      { name: 'innermost', ok: true, detail: 'saw innermost' },
      told,
      { name: 'last', ok: true, detail: 'saw last' },
    ])
  })

  test('tells what a probe has thrown, and goes on', async () => {
    const denied = new RegaugeError('STORE_DENIED', { message: 'No.', hint: 'Ask for it.' })
    const atOnce = probe('at once', () => {
      throw new TypeError('broken')
    })
    expect(await gather(lookAt([failing('denied', denied), atOnce, probe('last')], patient))).toEqual([
      { name: 'denied', ok: false, detail: 'No.', code: 'STORE_DENIED', hint: 'Ask for it.' },
      { name: 'at once', ok: false, detail: 'broken', code: 'PROBE_FAILED' },
      { name: 'last', ok: true, detail: 'saw last' },
    ])
  })

  test('waits for each as long as it is told, and lets it say what it was waiting for', async () => {
    const silent = probe('silent', ({ signal }) => pause(60_000, 'late', { signal }))
    const waiting = probe('waiting', async ({ signal }) => {
      await pause(60_000, undefined, { signal }).catch(() => undefined)
      throw new RegaugeError('PROBE_ATTEMPT_FAILED', { message: 'The attempt waits: no node has room.' })
    })
    const findings = await gather(lookAt([silent, waiting], { signal: NEVER, timeoutMs: 20 }))
    expect(findings).toMatchObject([
      { name: 'silent', ok: false, code: 'PROBE_TIMEOUT', detail: 'There was no answer within 20ms.' },
      { name: 'waiting', code: 'PROBE_TIMEOUT', detail: expect.stringMatching(/20ms\. The attempt waits: no node/) },
    ])
  })

  test('ends with the reason of its signal, after the probe under way has cleaned up', async () => {
    const abort = new AbortController()
    const reason = new Error('not wanted any more')
    const did: string[] = []
    const interrupted = probe('interrupted', async ({ signal }) => {
      abort.abort(reason)
      await pause(10)
      did.push(`cleaned up, aborted: ${signal.aborted}`)
      return 'seen all the same'
    })
    const looking = gather(lookAt([interrupted, probe('later')], { signal: abort.signal, timeoutMs: 60_000 }))
    await expect(looking).rejects.toBe(reason)
    expect(did).toEqual(['cleaned up, aborted: true'])
  })
})
