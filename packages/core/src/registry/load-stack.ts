import { RegaugeError } from '../errors/regauge-error.ts'
import type { StackSpec } from '../spec/stack-spec.ts'
import { digestOfJson, type Digest } from '../util/digest.ts'
import { suggest } from '../util/names.ts'
import { BUILT_IN_STACK, builtInStack } from './built-in-stack.ts'
import { entryOf, originsIn, textOf, type MapNode } from './document-tree.ts'
import { toError } from './issue.ts'
import { mergeStacks } from './merge-stacks.ts'
import type { Origins } from './origin.ts'
import type { Project } from './project.ts'
import { readStackDocument } from './stack-document.ts'
import { findStackFiles, shownPath, stackNotFound, twinOf, type StackSearch } from './stack-files.ts'
import type { StackRule } from './stack-rule.ts'
import { toStackSpec } from './to-stack-spec.ts'

/** A stack that a project has registered, with all that it extends. */
export interface LoadedStack {
  readonly name: string
  readonly spec: StackSpec
  /** The digest of the spec: equal for equal stacks, wherever their values stand. */
  readonly revision: Digest
  /** Where each value of the spec stands, by JSON Pointer. */
  readonly origins: Origins
  /** Relative to the project's root; absent for the built-in stack. */
  readonly file?: string
  /** The stacks that it extends, nearest first. */
  readonly extends: readonly string[]
}

/** Reads stacks of one project. Each file is read once. */
export interface StackLoader {
  /** The stacks that can be loaded: files and the built-in one, in order. */
  readonly names: readonly string[]
  readonly files: ReadonlyMap<string, string>
  load(name: string): Promise<LoadedStack>
}

/**
 * A registered stack by its name; `local` is there also without a file. No package is imported. Throws
 * `STACK_NOT_FOUND`, `STACK_NAME_AMBIGUOUS`, or all that is wrong with the file, or with one that it extends, at once.
 *
 * @param by What chose the stack, so that an error can say it.
 */
export async function loadStack(project: Project, name: string, by?: StackRule): Promise<LoadedStack> {
  return (await createStackLoader(project, by)).load(name)
}

/** A loader over the files that are there now. */
export async function createStackLoader(project: Project, by?: StackRule): Promise<StackLoader> {
  const files = await findStackFiles(project)
  const documents = new Map<string, Promise<MapNode>>()
  const read = (name: string): Promise<MapNode> => {
    const path = files.get(name)
    if (path === undefined) return Promise.resolve(builtInStack())
    const document = documents.get(name) ?? readStackDocument(path, { name, shown: shownPath(project, path) })
    documents.set(name, document)
    return document
  }
  const names = [...new Set([...files.keys(), BUILT_IN_STACK])].sort()
  return { names, files, load: (name) => load({ project, names, files, read, by }, name) }
}

interface StackSource extends StackSearch {
  readonly names: readonly string[]
  readonly files: ReadonlyMap<string, string>
  read(name: string): Promise<MapNode>
}

async function load(source: StackSource, name: string): Promise<LoadedStack> {
  if (!source.names.includes(name)) throw stackNotFound(name, source)
  const twin = twinOf(name, source.files.keys())
  if (twin !== undefined) {
    const message = `The stack files "${twin}.yaml" and "${name}.yaml" differ only in upper and lower case.`
    throw new RegaugeError('STACK_NAME_AMBIGUOUS', { message, hint: 'Rename one of them.', details: { stack: name } })
  }
  const chain = await readChain(source, name)
  const root = chain.documents.reduceRight((lower, upper) => mergeStacks(lower, upper))
  const spec = toStackSpec(root)
  const path = source.files.get(name)
  return Object.freeze({
    name,
    spec,
    revision: digestOfJson(spec),
    origins: originsIn(root),
    ...(path !== undefined && { file: shownPath(source.project, path) }),
    extends: chain.names.slice(1),
  })
}

/** A stack's own document, then that of the stack it extends, and so on. */
async function readChain(source: StackSource, name: string): Promise<{ names: string[]; documents: MapNode[] }> {
  const names: string[] = []
  const documents: MapNode[] = []
  for (let next: string | undefined = name; next !== undefined; next = textOf(documents.at(-1), 'extends')) {
    const at = entryOf(documents.at(-1), 'extends')?.at
    if (names.includes(next)) {
      const circle = [...names.slice(names.indexOf(next)), next].map((each) => `"${each}"`).join(' extends ')
      const hint = 'Take one "extends" out of the circle.'
      throw toError([{ code: 'STACK_EXTENDS_CYCLE', message: `${circle}.`, hint, at, path: ['extends'] }])
    }
    if (!source.names.includes(next)) {
      const message = `There is no stack "${next}" to extend.`
      throw toError([
        { code: 'STACK_EXTENDS_UNKNOWN', message, hint: suggest(next, source.names), at, path: ['extends'] },
      ])
    }
    names.push(next)
    documents.push(await source.read(next))
  }
  return { names, documents }
}
