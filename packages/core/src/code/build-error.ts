import type { BuildFailure, Message } from 'esbuild'
import { messageOf, RegaugeError } from '../errors/regauge-error.ts'

const SHOWN = 5

/** Makes the bundler's complaints the author's: place, source line and what is wrong with it. */
export function toBuildError(thrown: unknown, module: string): RegaugeError {
  const messages = isBuildFailure(thrown) ? thrown.errors : []
  if (messages.length === 0) {
    const message = `Module "${module}" cannot be built: ${messageOf(thrown)}`
    return new RegaugeError('MODULE_INVALID', { message, cause: thrown })
  }
  const more = messages.length > SHOWN ? [`… and ${messages.length - SHOWN} more`] : []
  const first = messages[0]!
  return new RegaugeError('MODULE_INVALID', {
    message: [`Module "${module}" cannot be built.`, ...messages.slice(0, SHOWN).map(toText), ...more].join('\n'),
    hint: hintFor(first),
    details: { file: first.location?.file, line: first.location?.line, column: columnOf(first) },
  })
}

function isBuildFailure(thrown: unknown): thrown is BuildFailure {
  return thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors)
}

function columnOf({ location }: Message): number | undefined {
  return location ? location.column + 1 : undefined
}

function toText(message: Message): string {
  const { location, text } = message
  if (!location) return `  ${text}`
  const number = String(location.line)
  const pointer = ' '.repeat(number.length + 3 + location.column)
  return [
    `  ${location.file}:${number}:${columnOf(message)}: ${text}`,
    `    ${number} | ${location.lineText}`,
    `    ${pointer}${'^'.repeat(Math.max(1, Math.min(location.length, 60)))}`,
  ].join('\n')
}

function hintFor({ text }: Message): string {
  const missing = /^Could not resolve "([^"]+)"/.exec(text)?.[1]
  if (missing === undefined) return 'Correct the line; an editor or `tsc` shows it too.'
  if (/^[./]/.test(missing)) return `Create "${missing}", or correct the path.`
  return `Install it with \`npm install ${packageOfSpecifier(missing)}\`, or correct the name.`
}

/** The package that an import names: `@a/b/c` gives `@a/b`. */
export function packageOfSpecifier(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
