import { globSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '../..')

/** The documents for readers, by their paths from the root. */
export const DOCUMENTS: readonly string[] = globSync(
  ['*.md', 'docs/*.md', 'examples/*/README.md', 'packages/*/README.md'],
  {
    cwd: ROOT,
  },
).sort()
