/** What a command of a test is started with: nothing of the tests' own environment that would change what it does. */
export function environment(own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR, ...own }
}
