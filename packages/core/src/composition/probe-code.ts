import { ENTRY } from '../code/bundle.ts'
import { type CodePackage, toCodePackage } from '../code/code-package.ts'

/** The steps of the doctor's own code package: one ends at once, the other one waits until it is stopped. */
export type ProbeStep = 'ends' | 'waits'

/**
 * A code package with two steps that need nothing. It is written out, since its own digest lets it be taken away again
 * while another doctor is at work on the same store.
 */
export function probeCode(id: string): CodePackage {
  const text = `// Attempts of regauge doctor, ${id}
import { setTimeout as pause } from 'node:timers/promises'
const run = { ends: () => ({}), waits: (_, { signal }) => pause(3_600_000, {}, { signal }) }
export const doctor = {
  [Symbol.for('regauge.pipeline')]: 1,
  name: 'doctor',
  stepAt: (name) => ({ name, inputs: {}, outputs: {}, run: run[name] }),
}
`
  const files = new Map([[ENTRY, Buffer.from(text)]])
  return toCodePackage({ module: 'doctor.js', export: 'doctor', entry: ENTRY, files, externals: {} })
}
