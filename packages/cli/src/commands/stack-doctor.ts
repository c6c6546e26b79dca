import type { Command } from '../context.ts'
import { openDoctor } from '../doctor/open-doctor.ts'
import { printFindings } from '../doctor/print-findings.ts'

/** What `stack doctor` takes. */
export interface StackDoctorOptions {
  readonly name?: string | undefined
  readonly timeout: string
}

/** Looks at a stack and at each of its components live, and says what to do about what is wrong. */
export const stackDoctor: Command<StackDoctorOptions> = async ({ name, timeout, json }, context) => {
  const { stack, lookAtStack } = await openDoctor({ stack: name, timeout }, context)
  return printFindings(lookAtStack(), { json, document: { stack } }, context)
}
