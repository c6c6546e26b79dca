import { fileURLToPath } from 'node:url'

// Of this package, whether its sources or its build are run.
const OWN_PACKAGE = import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/')
// The command is in the calls that lead to the author's module. In an installation it is found by its name.
const COMMAND = OWN_PACKAGE.replace(/\/core\/$/, '/cli/')
const INSTALLED = /\/node_modules\/(?:@regauge|regauge)\//
// A code package lies in a directory named after its digest; its source map names files relative to it.
const CODE_DIRECTORY = /^.*\/[0-9a-f]{64}\//
const FRAME = /^\s+at (?:(?<call>.*) \()?(?<file>[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/

/**
 * The stack trace of anything that was thrown, in terms of the author's own files: relative to the project, without the
 * frames of Node and of Regauge, causes included. Needs `process.setSourceMapsEnabled(true)`. Undefined where nothing
 * tells where it was thrown.
 */
export function authorStack(thrown: unknown, projectRoot: string): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const parts = [ownStack(thrown, projectRoot)]
  const seen = new Set<unknown>([thrown])
  for (let cause = thrown.cause; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause)
    parts.push(`Caused by: ${ownStack(cause, projectRoot)}`)
  }
  return parts.join('\n')
}

/** The place in the author's own files that is nearest to where something was thrown: `pipeline.ts:4:16`. */
export function authorPlace(thrown: unknown, projectRoot: string): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  for (const line of framesOf(thrown)) {
    const frame = toFrame(line, projectRoot)
    if (frame) return frame.place
  }
  return undefined
}

function ownStack(error: Error, projectRoot: string): string {
  const frames = framesOf(error).flatMap((line) => toFrame(line, projectRoot) ?? [])
  const lines = frames.map(({ call, place }) => (call === undefined ? `    at ${place}` : `    at ${call} (${place})`))
  return [`${error.name}: ${error.message}`, ...lines].join('\n')
}

/** The lines of a stack trace behind its header. */
function framesOf(error: Error): readonly string[] {
  const stack = typeof error.stack === 'string' ? error.stack : ''
  const lines = stack.split('\n')
  const first = lines.findIndex((line) => FRAME.test(line))
  // A message may have several lines; the header that V8 made does not follow a later change of the message.
  return first < 0 ? [] : lines.slice(first)
}

interface Frame {
  readonly call: string | undefined
  readonly place: string
}

function toFrame(line: string, projectRoot: string): Frame | undefined {
  const groups = FRAME.exec(line)?.groups
  if (!groups) return undefined
  const file = toPath(groups['file']!)
  if (file === undefined) return undefined
  const name = nameOf(file, projectRoot)
  return { call: groups['call']?.replace(/^Object\./, ''), place: `${name}:${groups['line']}:${groups['column']}` }
}

/** Undefined for the files of Node and of Regauge itself. */
function toPath(file: string): string | undefined {
  const url = file.startsWith('async ') ? file.slice(6) : file
  if (url.startsWith('node:')) return undefined
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const isOwn = [OWN_PACKAGE, COMMAND].some((own) => path.startsWith(fileURLToPath(own))) || INSTALLED.test(path)
  return isOwn || !path.startsWith('/') ? undefined : path
}

function nameOf(path: string, projectRoot: string): string {
  if (CODE_DIRECTORY.test(path)) return path.replace(CODE_DIRECTORY, '')
  return path.startsWith(`${projectRoot}/`) ? path.slice(projectRoot.length + 1) : path
}
