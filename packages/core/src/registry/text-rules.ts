import { SECRET_NAME, SECRET_NAME_RULE } from './secret-name.ts'
import type { TextRule } from './shape.ts'

/** What texts in our documents have to look like. */
export const RULES = Object.freeze({
  name: {
    pattern: /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    expected: 'a name (a letter, then up to 62 letters, digits, "_" or "-")',
  },
  /** The orchestrator's own name among launchers is taken. */
  operator: {
    pattern: /^(?!orchestrator$)[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    expected: 'a name (a letter, then up to 62 letters, digits, "_" or "-") other than "orchestrator"',
  },
  package: {
    pattern: /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$|^\.\/(?!\.\.(?:\/|$))(?!.*\/\.\.(?:\/|$)).+$/,
    expected: 'the name of an npm package, or a path inside the project that begins with "./"',
  },
  npmName: {
    pattern: /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/,
    expected: 'the name of an npm package',
  },
  innerPath: {
    pattern: /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\]+$/,
    expected: 'a path inside the project',
  },
  duration: {
    pattern: /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/,
    expected: 'a duration such as "30s" or "5m"',
  },
  size: {
    pattern: /^\d+(?:\.\d+)?[KMGT]i?$/,
    expected: 'a size such as "512Mi" or "16Gi"',
  },
  variable: {
    pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
    expected: 'the name of an environment variable',
  },
  secret: { pattern: SECRET_NAME, expected: `the name of a secret: ${SECRET_NAME_RULE}` },
} as const satisfies Readonly<Record<string, TextRule>>)
