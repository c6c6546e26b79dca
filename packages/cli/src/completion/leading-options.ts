import { resolve } from 'node:path'

/** A command line that is being typed, without the options that stand before its command. */
export interface TypedLine {
  /** The last one is the word that is being typed. */
  readonly words: readonly string[]
  /** Absolute path of the directory in which the command would run. */
  readonly cwd: string
}

const FLAGS: ReadonlySet<string> = new Set(['--json', '--verbose'])
const DIRECTORY: ReadonlySet<string> = new Set(['-C', '--cwd'])

/** Takes away what every command can have before its name: `-C DIR`, `--json`, `--verbose`. */
export function withoutLeadingOptions(words: readonly string[], cwd: string): TypedLine {
  const [first = '', second] = words
  if (words.length > 1 && FLAGS.has(first)) return withoutLeadingOptions(words.slice(1), cwd)
  if (words.length > 2 && DIRECTORY.has(first)) {
    return withoutLeadingOptions(words.slice(2), resolve(cwd, second ?? '.'))
  }
  return { words, cwd }
}
