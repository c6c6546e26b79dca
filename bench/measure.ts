import { spawnSync } from 'node:child_process'

/** The median of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Runs two measurements in turn, A B A B …, so that a drifting machine slows both; returns the medians of each. */
export async function pairs(
  rounds: number,
  ours: () => number | Promise<number>,
  reference: () => number | Promise<number>,
): Promise<{ readonly ours: number; readonly reference: number; readonly ratio: number; readonly beyond: number }> {
  const measured: { ours: number; reference: number }[] = []
  await ours()
  await reference()
  for (let round = 0; round < rounds; round += 1) measured.push({ ours: await ours(), reference: await reference() })
  return {
    ours: median(measured.map((each) => each.ours)),
    reference: median(measured.map((each) => each.reference)),
    ratio: median(measured.map((each) => each.ours / each.reference)),
    beyond: median(measured.map((each) => each.ours - each.reference)),
  }
}

/** Milliseconds of a whole process, from start to exit; throws what it printed where it fails. */
export function processMs(
  argv: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): number {
  const began = performance.now()
  const { status, stderr, stdout } = spawnSync(argv[0]!, argv.slice(1), {
    ...options,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const ms = performance.now() - began
  if (status !== 0) throw new Error(`${argv.join(' ')} exited with ${status}\n${stdout}\n${stderr}`)
  return ms
}

/** Prints one line of a bench: what, the figure, the budget, and whether it was kept. */
export function report(line: {
  readonly what: string
  readonly figure: string
  readonly budget: string
  readonly kept: boolean
}): void {
  process.stdout.write(`${line.kept ? 'kept  ' : 'MISSED'} ${line.what}: ${line.figure} (budget ${line.budget})\n`)
  if (!line.kept) process.exitCode = 1
}
