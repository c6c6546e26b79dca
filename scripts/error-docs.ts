import { readFileSync, writeFileSync } from 'node:fs'
import { ERROR_CATALOGUE } from '../packages/core/src/errors/catalogue.ts'

const PATH = 'docs/errors.md'

/** The text of `docs/errors.md`: one row for each code of the catalogue. */
export function errorDocs(): string {
  const rows = Object.entries(ERROR_CATALOGUE)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { summary, remedy, exit }]) =>
        `### ${code}\n\n${summary}\n\n*What to do:* ${remedy} *Exit code:* ${exit}.\n`,
    )
  return `# Errors

Every failure that a user can cause ends in an error with one of these codes. The command prints it as
\`error[CODE]: message\` with a hint; with \`--json\` it prints \`{ "error": { "code", "message", "hint", "details" } }\`.
Codes are stable. This file is generated from \`packages/core/src/errors/catalogue\` by \`npm run errors\`.

${rows.join('\n')}`
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--check')) {
    if (readFileSync(PATH, 'utf8') !== errorDocs()) {
      process.stderr.write(`${PATH} is not what the catalogue says. Run: npm run errors\n`)
      process.exitCode = 1
    }
  } else {
    writeFileSync(PATH, errorDocs())
  }
}
