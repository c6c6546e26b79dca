import { spawn } from 'node:child_process'

/** Runs a program and gives what it printed; throws what it complained of where it fails. */
export function runCommand(words: readonly string[]): Promise<string> {
  const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, complaints] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.on('error', (cause) => reject(new Error(`"${words[0]}" could not be started.`, { cause })))
  child.on('close', (code) => {
    if (code === 0) resolve(output)
    else reject(new Error(`${words.join(' ')} ended with ${code}:\n${complaints.slice(-2_000)}`))
  })
  return promise
}
