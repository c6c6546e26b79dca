import type { ErrorCode } from '../errors/catalogue.ts'
import { checkShape } from './check-shape.ts'
import type { MapNode } from './document-tree.ts'
import { toError, type Issue } from './issue.ts'
import { readText } from './read-text.ts'
import type { RecordShape } from './shape.ts'

/** How a document is read. */
export interface ReadDocumentOptions {
  /** What the file is called in errors: its path relative to the project's root. */
  readonly shown: string
  readonly shape: RecordShape
  /** The code for a file that cannot be read at all. */
  readonly unreadable: ErrorCode
  /** The code for everything else, instead of the `STACK_…` codes of stack files. */
  readonly invalid?: ErrorCode
  /** A file without a value counts as an empty mapping. @default false */
  readonly mayBeEmpty?: boolean
  /** Further checks of the document, whether it has its shape or not. */
  readonly check?: (root: MapNode) => readonly Issue[]
}

/** Reads a YAML file of ours and checks it. All its issues end up in one error. */
export async function readDocument(path: string, options: ReadDocumentOptions): Promise<MapNode> {
  const { shown, shape, unreadable, invalid } = options
  const text = await readText(path, { shown, code: unreadable })
  // Imported here, so that a project without such files does not pay for the parser.
  const { parseYaml } = await import('./parse-yaml.ts')
  const { root, issues } = parseYaml(text, shown)
  const found = [...issues, ...(root ? checkShape(root, shape) : [])]
  if (!root && found.length === 0) {
    const at = { file: shown, line: 1, column: 1 }
    if (options.mayBeEmpty) return { kind: 'map', at, entries: new Map() }
    found.push({ code: 'STACK_SYNTAX_INVALID', message: 'The document is empty.', at })
  }
  // Only a mapping has the shape of a record.
  if (root?.kind === 'map') found.push(...(options.check?.(root) ?? []))
  if (root?.kind === 'map' && found.length === 0) return root
  throw toError(invalid ? found.map((issue) => ({ ...issue, code: invalid })) : found)
}
