import { fileURLToPath } from 'node:url'

/** Where the code of an attempt lies on this machine. */
export interface CodePlaces {
  /** The directory of the code package; its source map names files relative to it. */
  readonly codeDirectory: string
  readonly projectRoot: string
}

// Of this package, whether its sources or its build are run.
const OWN_PACKAGE = import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/')
const FRAME = /^\s+at (?:(?<call>.*) \()?(?<file>[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/

/**
 * The stack trace of anything that was thrown, in terms of the author's own files: relative to the project, without the
 * frames of Node and of Regauge, causes included. Needs `process.setSourceMapsEnabled(true)`. Undefined where nothing
 * tells where it was thrown.
 */
export function authorStack(thrown: unknown, places: CodePlaces): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const parts = [ownStack(thrown, places)]
  const seen = new Set<unknown>([thrown])
  for (let cause = thrown.cause; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause)
    parts.push(`Caused by: ${ownStack(cause, places)}`)
  }
  return parts.join('\n')
}

function ownStack(error: Error, places: CodePlaces): string {
  const stack = typeof error.stack === 'string' ? error.stack : ''
  const lines = stack.split('\n')
  const first = lines.findIndex((line) => FRAME.test(line))
  // A message may have several lines; the header that V8 made does not follow a later change of the message.
  const frames = first < 0 ? [] : lines.slice(first).flatMap((line) => toFrame(line, places) ?? [])
  return [`${error.name}: ${error.message}`, ...frames].join('\n')
}

function toFrame(line: string, places: CodePlaces): string | undefined {
  const groups = FRAME.exec(line)?.groups
  if (!groups) return undefined
  const file = toPath(groups['file']!)
  if (file === undefined) return undefined
  const name = nameOf(file, places)
  if (name.startsWith('node_modules/@regauge/')) return undefined
  const place = `${name}:${groups['line']}:${groups['column']}`
  return groups['call'] === undefined ? `    at ${place}` : `    at ${groups['call']} (${place})`
}

/** Undefined for the files of Node and of Regauge itself. */
function toPath(file: string): string | undefined {
  const url = file.startsWith('async ') ? file.slice(6) : file
  if (url.startsWith('node:') || url.startsWith(OWN_PACKAGE)) return undefined
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  return path.startsWith(fileURLToPath(OWN_PACKAGE)) || !path.startsWith('/') ? undefined : path
}

function nameOf(path: string, { codeDirectory, projectRoot }: CodePlaces): string {
  for (const root of [codeDirectory, projectRoot]) {
    if (path.startsWith(`${root}/`)) return path.slice(root.length + 1)
  }
  return path
}
