import type { BundleSpec } from '../spec/envelope.ts'
import { BundleSupervisor } from './bundle-supervisor.ts'
import type { SupervisorContext } from './supervisor-context.ts'
import type { StopReason } from './worker-protocol.ts'

/** Supervises bundles in this process, each once and so many at a time, in the order in which they come. */
export class BundleQueue {
  readonly #context: SupervisorContext
  readonly #slots: number
  /** Every bundle that was ever added, for idempotency. */
  readonly #known = new Set<string>()
  #waiting: BundleSupervisor[] = []
  readonly #running = new Map<BundleSupervisor, Promise<void>>()

  constructor(context: SupervisorContext, slots: number) {
    this.#context = context
    this.#slots = slots
  }

  /** Adds a bundle; one that was added before, by its id, changes nothing. */
  add(bundle: BundleSpec): void {
    if (this.#known.has(bundle.id)) return
    this.#known.add(bundle.id)
    this.#waiting.push(new BundleSupervisor(bundle, this.#context))
    this.#fillSlots()
  }

  /** Asks attempts to stop, those that wait as well; unknown ones are ignored. */
  stop(attempts: readonly string[], options: { readonly reason: StopReason; readonly graceMs?: number }): void {
    for (const supervisor of [...this.#running.keys(), ...this.#waiting]) supervisor.stop(attempts, options)
    // A bundle without anything left to run needs no slot to say so.
    const stopped = this.#waiting.filter((supervisor) => supervisor.stopped)
    this.#waiting = this.#waiting.filter((supervisor) => !supervisor.stopped)
    for (const supervisor of stopped) this.#work(supervisor)
  }

  /** Forgets what waits, and resolves when nothing is under way any more; the context's `closing` has been aborted. */
  async close(): Promise<void> {
    this.#waiting = []
    await Promise.all(this.#running.values())
  }

  #fillSlots(): void {
    while (this.#running.size < this.#slots) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#work(next)
    }
  }

  #work(supervisor: BundleSupervisor): void {
    const ended = supervisor.work().then(() => {
      this.#running.delete(supervisor)
      this.#fillSlots()
    })
    this.#running.set(supervisor, ended)
  }
}
