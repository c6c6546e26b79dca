import type { Colors } from '../context.ts'

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** The sign of a node's, step run's or run's status, in its colour. `tick` turns the one of what runs. */
export function glyphOf(status: string, colors: Colors, tick?: number): string {
  switch (status) {
    case 'succeeded':
      return colors.green('✓')
    case 'failed':
      return colors.red('✗')
    case 'lost':
      return colors.red('?')
    case 'cancelled':
      return colors.yellow('⊘')
    case 'skipped':
      return colors.dim('–')
    case 'running':
    case 'cancelling':
      return colors.cyan(tick === undefined ? '▸' : SPINNER[tick % SPINNER.length]!)
    default:
      return colors.dim('·')
  }
}
