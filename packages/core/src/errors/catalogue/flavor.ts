/** Flavors and the packages that bring them. */
export const FLAVOR_ERRORS = {
  FLAVOR_PACKAGE_NOT_FOUND: {
    summary: 'A package that a stack names is neither installed in the project nor a file of it.',
    remedy: 'Install it with npm, or correct the name or path.',
    exit: 2,
  },
  FLAVOR_PACKAGE_BROKEN: {
    summary: 'A package that a stack names threw an error while it was imported.',
    remedy: 'Read the cause: it is the error of that package.',
    exit: 2,
  },
  FLAVOR_PACKAGE_EMPTY: {
    summary: 'A package that a stack names exports no flavor.',
    remedy: 'Export the result of `defineFlavor` by name from the entry of the package.',
    exit: 2,
  },
  FLAVOR_CORE_MISMATCH: {
    summary: 'A package was built for another version of `@regauge/core` than the one that runs.',
    remedy: 'Install versions of the package and of Regauge that fit together.',
    exit: 2,
  },
  FLAVOR_INVALID: {
    summary: 'A flavor is not described completely, or is of a kind that this version does not know.',
    remedy: 'This is a mistake in the package that the message names; look for a newer version of it.',
    exit: 2,
  },
  FLAVOR_DUPLICATE: {
    summary: 'Two packages of a stack bring a flavor of the same kind and name.',
    remedy: 'Name only one of the two packages in the stack.',
    exit: 2,
  },
  FLAVOR_CREATE_FAILED: {
    summary: 'A flavor threw an error while it made its component.',
    remedy: 'Read the cause: it is the error of that flavor.',
    exit: 2,
  },
} as const
