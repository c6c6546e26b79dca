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
  FLAVOR_TEST_TOOLS_MISSING: {
    summary: 'The kits, or vitest, which runs them, are not installed where a flavor is to be tested.',
    remedy: 'Install both: npm install --save-dev @regauge/testing vitest.',
    exit: 2,
  },
  FLAVOR_TEST_NOTHING: {
    summary:
      'There is nothing of a flavor to test: no tests of its package, or no component of the stack that uses it.',
    remedy: 'Say with --stack or --config how the flavor is to be used.',
    exit: 2,
  },
  FLAVOR_TEST_NOT_APART: {
    summary: 'A kit needs a store of its own for each test, and the config gives all of them the same one.',
    remedy: 'Give a relative path, or a prefix, which gets a new folder for each test.',
    exit: 2,
  },
  FLAVOR_TEST_FAILED: {
    summary: 'The tests of a flavor could not be run to their end.',
    remedy: 'Read the message; it is that of the tests or of vitest.',
    exit: 1,
  },
} as const
