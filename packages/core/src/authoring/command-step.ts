import { RegaugeError } from '../errors/regauge-error.ts'
import { type CommonStepOptions, describeStep, type Step, stepNamed } from './describe-step.ts'
import type { Fields } from './field.ts'

/** How a step in any language is described. */
export interface CommandStepOptions<I extends Fields, O extends Fields> extends CommonStepOptions<I, O> {
  /** The program and its arguments. No shell looks at them. */
  readonly command: readonly string[]
  /** Files and directories that go with it, relative to the pipeline's module and inside of its directory. */
  readonly files?: readonly string[]
}

/**
 * Defines a step that is a program. It runs in a directory that holds its `files`, finds its inputs under `inputs/` and
 * leaves its outputs under `outputs/`, which `inputs.json` and `outputs.json` describe. Throws what `step` throws.
 *
 * @example
 * const evaluate = commandStep({
 *   name: 'evaluate',
 *   command: ['python3', 'evaluate.py'],
 *   files: ['evaluate.py'],
 *   inputs: { weights: Weights },
 *   outputs: { report: artifact({ name: 'report', materializer: 'file' }) },
 * })
 */
export function commandStep<I extends Fields = {}, O extends Fields = {}>(
  options: CommandStepOptions<I, O>,
): Step<I, O> {
  const { command, files = [] } = options
  const where = stepNamed(options.name)
  if (!isTexts(command) || command.length === 0 || command[0] === '') {
    throw new RegaugeError('AUTHORING_STEP_INVALID', {
      message: `${where} has no command.`,
      hint: "Pass the program and its arguments, for example command: ['python3', 'train.py'].",
    })
  }
  const stray = isTexts(files) ? files.find((file) => !staysInside(file)) : String(files)
  if (stray !== undefined) {
    throw new RegaugeError('AUTHORING_STEP_INVALID', {
      message: `${where}: the file "${stray}" does not lie beside the pipeline's module or below.`,
      hint: 'Name files relative to that module, with "/" and without "..".',
    })
  }
  const program = Object.freeze({ argv: Object.freeze([...command]), files: Object.freeze([...files]) })
  return Object.freeze(describeStep(options, { options: ['command', 'files'], command: program }))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && !text.includes('\0'))
}

function staysInside(file: string): boolean {
  const segments = file.split('/')
  return !file.includes('\\') && segments.every((segment) => segment !== '' && segment !== '..')
}
