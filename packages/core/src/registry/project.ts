import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { toJson, type MapNode } from './document-tree.ts'
import { readDocument } from './read-document.ts'
import type { RecordShape } from './shape.ts'
import { RULES } from './text-rules.ts'

/** The folder that Regauge works in, and what its `regauge.yaml` says. Paths are absolute. */
export interface Project {
  readonly root: string
  /** `regauge.yaml`; absent where the project has none. */
  readonly file?: string
  /** Where stack files lie. It need not exist. */
  readonly stacksDir: string
  /** Where Regauge keeps what belongs to this machine: the chosen stack, secrets, the local store. It need not exist. */
  readonly stateDir: string
  /** The stack that serves when nobody says which. */
  readonly defaultStack?: string
  readonly bundle: {
    /** Packages that are left out of code packages. */
    readonly external: readonly string[]
  }
}

/** The name of a project's own file. */
export const PROJECT_FILE = 'regauge.yaml'

const PROJECT_SHAPE: RecordShape = {
  type: 'record',
  title: PROJECT_FILE,
  fields: {
    defaultStack: { type: 'text', rule: RULES.name },
    stacks: { type: 'text', rule: RULES.innerPath },
    bundle: { type: 'record', fields: { external: { type: 'list', of: { type: 'text', rule: RULES.npmName } } } },
  },
}

/**
 * The project that a directory belongs to. Its root is the nearest directory upwards with a `regauge.yaml`; else the
 * nearest with `stacks/` or `.regauge/`; else the nearest with a `package.json`; else the directory itself.
 * Throws `PROJECT_FILE_INVALID` with all that is wrong with `regauge.yaml`.
 */
export async function findProject(cwd: string): Promise<Project> {
  const start = resolve(cwd)
  const root =
    (await nearest(start, [PROJECT_FILE])) ??
    (await nearest(start, ['stacks', '.regauge'], 'directory')) ??
    (await nearest(start, ['package.json'])) ??
    start
  const settings = await readSettings(root)
  return Object.freeze({
    root,
    ...(settings && { file: join(root, PROJECT_FILE) }),
    stacksDir: join(root, settings?.stacks ?? 'stacks'),
    stateDir: join(root, '.regauge'),
    ...(settings?.defaultStack !== undefined && { defaultStack: settings.defaultStack }),
    bundle: Object.freeze({ external: Object.freeze(settings?.bundle?.external ?? []) }),
  })
}

interface Settings {
  readonly defaultStack?: string
  readonly stacks?: string
  readonly bundle?: { readonly external?: readonly string[] }
}

async function readSettings(root: string): Promise<Settings | undefined> {
  const path = join(root, PROJECT_FILE)
  if (!(await isThere(path, 'any'))) return undefined
  const document: MapNode = await readDocument(path, {
    shown: PROJECT_FILE,
    shape: PROJECT_SHAPE,
    unreadable: 'PROJECT_FILE_INVALID',
    invalid: 'PROJECT_FILE_INVALID',
    mayBeEmpty: true,
  })
  // The shape has been checked, so the value is of this type.
  return toJson(document) as Settings
}

async function nearest(
  start: string,
  names: readonly string[],
  type: 'any' | 'directory' = 'any',
): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of names) if (await isThere(join(folder, name), type)) return folder
    if (dirname(folder) === folder) return undefined
  }
}

async function isThere(path: string, type: 'any' | 'directory'): Promise<boolean> {
  try {
    const stats = await stat(path)
    return type === 'any' || stats.isDirectory()
  } catch {
    return false
  }
}
