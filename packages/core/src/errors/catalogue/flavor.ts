/** Flavors and the packages that bring them. */
export const FLAVOR_ERRORS = {
  CAPABILITY_UNSUPPORTED: {
    summary: 'A component was asked for something that its flavor does not declare.',
    remedy: 'Use a flavor that has the capability; `regauge flavor list` shows them.',
    exit: 2,
  },
} as const
