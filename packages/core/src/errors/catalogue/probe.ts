/** Probes of `regauge stack doctor`. What a component itself refuses keeps that component's code. */
export const PROBE_ERRORS = {
  PROBE_TIMEOUT: {
    summary: 'A probe of the doctor had no answer in time.',
    remedy: 'Look whether what it asks is in reach of this machine, or give it more time with --timeout.',
    exit: 3,
  },
  PROBE_FAILED: {
    summary: 'A probe of the doctor failed with an error that has no code.',
    remedy: 'Read the message; it is that of the component, or of a service behind it.',
    exit: 2,
  },
  PROBE_ATTEMPT_FAILED: {
    summary: 'An attempt that the doctor started did not run, or did not stop, as every attempt has to.',
    remedy: 'Read the failure in the message; attempts of any pipeline would fail like it.',
    exit: 2,
  },
} as const
