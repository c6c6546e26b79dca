import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine, also one in a pod. */
export interface FoundProcess {
  readonly pid: number
  /** Milliseconds since 1970, to a hundredth of a second. */
  readonly startedAt: number
}

/** What a process holds in memory, in MB: now, and at most since it began. */
export interface ResidentMemory {
  readonly now: number
  readonly peak: number
}

/** The process of a pod whose command line holds some text; undefined where there is none yet. */
export function findInPod(podUid: string, text: string): FoundProcess | undefined {
  const pid = readdirSync('/proc').find(
    (name) => /^\d+$/.test(name) && read(name, 'cgroup').includes(podUid) && read(name, 'cmdline').includes(text),
  )
  if (pid === undefined) return undefined
  // After the name, which may hold anything, the 20th field is when it began, in hundredths of a second.
  const began = Number(read(pid, 'stat').split(') ').at(-1)!.split(' ')[19]) * 10
  const up = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000
  return { pid: Number(pid), startedAt: Date.now() - up + began }
}

export function residentMemory(pid: number): ResidentMemory {
  const status = read(String(pid), 'status')
  const megabytes = (field: string) => (Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)![1]) * 1_024) / 1e6
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** Empty where the process has just ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
