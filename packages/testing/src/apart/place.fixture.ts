import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleSpec, LauncherContext, LauncherEvent } from '@regauge/core'
import { isProcess } from '@regauge/core/runtime'

/** What a runner is told, as the file `order.json` of its bundle's folder. */
export interface Order extends Pick<LauncherContext, 'run' | 'epoch' | 'projectRoot' | 'code' | 'storeSpec'> {
  readonly bundle: BundleSpec
  readonly codeDirectory: string
}

/** What a launcher asks of a runner, as lines of the file `cancels`. */
export interface Cancel {
  readonly attempts: readonly string[]
  readonly options: { readonly reason: 'cancelled' | 'timeout'; readonly graceMs?: number }
}

/** The folder that a bundle has in common with whoever runs it and whoever follows it. */
export function placeOf(folder: string) {
  const [order, pid, events, cancels] = ['order.json', 'pid', 'events', 'cancels'].map((name) => join(folder, name))
  return {
    order: order!,
    pid: pid!,
    events: linesIn<LauncherEvent>(events!),
    cancels: linesIn<Cancel>(cancels!),
    readOrder: () => JSON.parse(readFileSync(order!, 'utf8')) as Order,
    /** Whether its runner is there. */
    isRunning: () => existsSync(pid!) && isProcess(Number(readFileSync(pid!, 'utf8'))),
  }
}

/** A bundle's folder, from both sides. */
export type Place = ReturnType<typeof placeOf>

/** A file of JSON lines that one process adds to and others read. */
function linesIn<T>(file: string) {
  return {
    add: (line: T) => appendFileSync(file, `${JSON.stringify(line)}\n`),
    /** Reads what is new since the last call, and from the first line on at first. */
    reader() {
      let taken = 0
      return (): readonly T[] => {
        if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= taken) return []
        const added = readFileSync(file).subarray(taken)
        const whole = added.subarray(0, added.lastIndexOf('\n') + 1)
        taken += whole.byteLength
        return whole
          .toString()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as T)
      }
    },
  }
}
