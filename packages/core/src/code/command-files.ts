import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { NodeSpec, PipelineSpec, StepNodeSpec } from '../spec/pipeline-spec.ts'
import { RegaugeError } from '../errors/regauge-error.ts'

/** A file of the project that a command step takes along. */
export interface CommandFile {
  /** Relative to the directory of the pipeline's module. */
  readonly name: string
  /** Where it is on this machine. */
  readonly path: string
  readonly executable: boolean
}

/**
 * The files that the command steps of a pipeline name, directories with all that is in them, in the order of their
 * names. Throws `CODE_FILE_NOT_FOUND` and `MODULE_OUTSIDE_PROJECT`.
 */
export async function findCommandFiles(
  spec: PipelineSpec,
  places: { readonly module: string; readonly projectRoot: string },
): Promise<readonly CommandFile[]> {
  const found = new Map<string, CommandFile>()
  for (const step of stepsOf(spec)) {
    for (const file of step.command?.files ?? []) {
      const root = dirname(places.module)
      await collect(resolve(root, file), { step: step.step, file, root, projectRoot: places.projectRoot, found })
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface Search {
  readonly step: string
  readonly file: string
  /** What names are relative to. */
  readonly root: string
  readonly projectRoot: string
  readonly found: Map<string, CommandFile>
}

async function collect(path: string, search: Search): Promise<void> {
  const stats = await statIn(path, search)
  if (stats.isDirectory()) {
    const names = await readdir(path)
    for (const name of names.filter((each) => !IGNORED.has(each))) await collect(join(path, name), search)
    return
  }
  const name = relative(search.root, path).replaceAll(sep, '/')
  search.found.set(name, { name, path, executable: (stats.mode & 0o111) !== 0 })
}

/** What an interpreter or a package manager leaves in a directory and no step asks for. */
const IGNORED: ReadonlySet<string> = new Set(['__pycache__', 'node_modules', '.git', '.regauge', '.venv', '.DS_Store'])

async function statIn(path: string, search: Search): Promise<Stats> {
  const real = await realpath(path).catch((thrown: unknown) => {
    throw new RegaugeError('CODE_FILE_NOT_FOUND', {
      message: `Step "${search.step}" names the file "${search.file}", but there is no "${relative(search.projectRoot, path)}" in the project.`,
      hint: "Paths in `files` are relative to the pipeline's module.",
      cause: thrown,
    })
  })
  // A link may lead anywhere in the project; a name has to stay beside the module or below.
  if (relative(search.projectRoot, real).startsWith('..') || relative(search.root, path).startsWith('..')) {
    throw new RegaugeError('MODULE_OUTSIDE_PROJECT', {
      message: `Step "${search.step}" names the file "${search.file}", which lies outside of the project.`,
      hint: 'Move it into the project, so that it can travel with the code.',
    })
  }
  return stat(real)
}

function stepsOf(spec: PipelineSpec): StepNodeSpec[] {
  return [...spec.nodes, ...(spec.hooks ?? [])].flatMap(stepsWithin)
}

function stepsWithin(node: NodeSpec): StepNodeSpec[] {
  switch (node.kind) {
    case 'step':
      return [node, ...(node.hooks ?? [])]
    case 'map':
      return node.body.nodes.flatMap(stepsWithin)
    case 'when':
      return [...node.then.nodes, ...(node.else?.nodes ?? [])].flatMap(stepsWithin)
  }
}
