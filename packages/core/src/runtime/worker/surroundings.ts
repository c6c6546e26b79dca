import { isMainThread } from 'node:worker_threads'

/** The parts of the process that steps share and may change. */
export interface Surroundings {
  /** Undoes what a step has changed. */
  restore(): void
}

/** Takes down the working directory and the environment as they are now. */
export function takeSurroundings(): Surroundings {
  const directory = process.cwd()
  const environment = { ...process.env }
  const names = Object.keys(environment)
  return {
    restore() {
      // A step may have removed the directory that it changed to, so that asking where it is would fail. Threads have none
      // of their own.
      if (isMainThread) process.chdir(directory)
      for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name]
      for (const name of names) if (process.env[name] !== environment[name]) process.env[name] = environment[name]
    },
  }
}
