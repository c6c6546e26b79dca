import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ArtifactStore } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { openProjectStack } from '@regauge/core/run'
import { environment } from '../support/environment.ts'
import { createProject } from '../support/project.ts'

const stackOf = (slots: number) => `
name: away
packages: ['@regauge/orchestrator-local']
components:
  orchestrator: { flavor: local, config: { slots: ${slots} } }
  artifact-store: { flavor: local, config: { path: '\${env:STORE}' } }
`

/** A project whose drivers are processes that its tests start, with no more than their environment to know it by. */
export interface AwayProject extends AsyncDisposable {
  readonly root: string
  readonly store: ArtifactStore
  /** Writes a module; `__PLACE__` in it becomes the project's root. */
  write(path: string, text: string): void
  /** Changes the stack. */
  giveSlots(slots: number): void
  openStack(): ReturnType<typeof openProjectStack>
  /** Starts the main module of a driver, by its specifier. It does not outlive the project. */
  start(main: string, env: Readonly<Record<string, string>>): ChildProcess
  /** The lines that steps have put into the file `ran`. */
  ran(): readonly string[]
  /** Makes the file that a step waits for. */
  go(name: string): void
}

/** Makes a project with the stack `away`. */
export async function createAwayProject(): Promise<AwayProject> {
  const project = createProject({ 'stacks/away.yaml': stackOf(1) })
  const { root } = project
  const path = join(root, 'store')
  const store = await localArtifactStore.create({ config: { path, durable: false }, components: {}, projectRoot: root })
  const children: ChildProcess[] = []
  return {
    root,
    store,
    write: (name, text) => project.write(name, text.replace('__PLACE__', JSON.stringify(root))),
    giveSlots: (slots) => project.write('stacks/away.yaml', stackOf(slots)),
    openStack: () => openProjectStack({ cwd: root, env: { STORE: path }, flag: 'away' }),
    start(main, env) {
      const file = createRequire(import.meta.url).resolve(main)
      const child = spawn(process.execPath, [file], { env: environment({ TMPDIR: root, ...env }), stdio: 'inherit' })
      children.push(child)
      return child
    },
    ran() {
      const file = join(root, 'ran')
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    },
    go: (name) => appendFileSync(join(root, name), ''),
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      await store[Symbol.asyncDispose]()
      project[Symbol.dispose]()
    },
  }
}

/** The exit code of a process, once it has ended; null: a signal ended it. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}
