import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type BundleSpec,
  type Launcher,
  type LauncherCapacity,
  type LauncherContext,
  type LauncherEvent,
  type LiveBundle,
  RegaugeError,
} from '@regauge/core'
import { createEventFeed } from '@regauge/core/runtime'
import { type Cancel, type Order, type Place, placeOf } from './place.fixture.ts'

const RUNNER = fileURLToPath(new URL('runner.fixture.ts', import.meta.url))
const LOOK_MS = 50

/** A bundle that is followed. */
interface Followed {
  readonly place: Place
  readonly newEvents: () => readonly LauncherEvent[]
  ended: boolean
}

/** Starts each bundle in a process that outlives its launcher, and follows it through files. */
export class ApartLauncher implements Launcher {
  readonly capacity: LauncherCapacity
  readonly #context: LauncherContext
  readonly #codeDirectory: string
  readonly #folder: string
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #followed = new Map<string, Followed>()
  readonly #looking: NodeJS.Timeout
  #isClosed = false

  constructor(context: LauncherContext, own: { readonly capacity: LauncherCapacity; readonly codeDirectory: string }) {
    this.capacity = own.capacity
    this.#context = context
    this.#codeDirectory = own.codeDirectory
    this.#folder = join(context.projectRoot, '.regauge', 'apart', context.run)
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
  }

  async start(bundle: BundleSpec, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    signal?.throwIfAborted()
    if (this.#isClosed) {
      throw new RegaugeError('STEP_WORKER_FAILED', { message: `Bundle "${bundle.id}" came after the end.` })
    }
    if (this.#followed.has(bundle.id)) return
    const folder = join(this.#folder, encodeURIComponent(bundle.id))
    const place = placeOf(folder)
    mkdirSync(folder, { recursive: true })
    const { run, epoch, projectRoot, code, storeSpec } = this.#context
    const order: Order = { bundle, run, epoch, projectRoot, code, storeSpec, codeDirectory: this.#codeDirectory }
    writeFileSync(place.order, JSON.stringify(order))
    const runner = spawn(process.execPath, [...process.execArgv, RUNNER, folder], { detached: true, stdio: 'ignore' })
    writeFileSync(place.pid, `${runner.pid}`)
    runner.unref()
    this.#follow(bundle.id, place)
  }

  watch({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(signal)
  }

  async adopt({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly LiveBundle[]> {
    signal?.throwIfAborted()
    const live: LiveBundle[] = []
    mkdirSync(this.#folder, { recursive: true })
    for (const name of readdirSync(this.#folder)) {
      const place = placeOf(join(this.#folder, name))
      if (!place.isRunning()) continue
      const { bundle } = place.readOrder()
      const events = place.events.reader()()
      const started = new Set(events.map((event) => (event.kind === 'started' ? event.attempt : '')))
      const attempts = bundle.envelopes.map(({ path, attempt }) => {
        return { path, attempt, started: started.has(`${path}@${attempt}`) }
      })
      live.push({ id: bundle.id, attempts })
      this.#follow(bundle.id, place)
    }
    return live
  }

  async cancel(attempts: readonly string[], options: Cancel['options']): Promise<void> {
    for (const { place } of this.#followed.values()) place.cancels.add({ attempts, options })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#looking)
    this.#events.end()
  }

  #follow(bundle: string, place: Place): void {
    this.#followed.set(bundle, { place, newEvents: place.events.reader(), ended: false })
  }

  #look(): void {
    for (const [bundle, followed] of this.#followed) {
      if (followed.ended) continue
      // Asked before the events are read: whoever is gone by now has told all that there is.
      const isRunning = followed.place.isRunning()
      const events = followed.newEvents()
      for (const event of events) this.#events.emit(event)
      followed.ended = events.some(({ kind }) => kind === 'ended')
      if (followed.ended || isRunning) continue
      followed.ended = true
      this.#events.emit({ kind: 'ended', bundle })
    }
  }
}
