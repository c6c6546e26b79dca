/** Loading and packaging the module of a pipeline. */
export const CODE_ERRORS = {
  MODULE_NOT_FOUND: {
    summary: 'The module of the pipeline does not exist.',
    remedy: 'Check the path; it is taken from the working directory.',
    exit: 2,
  },
  MODULE_OUTSIDE_PROJECT: {
    summary: 'The module of the pipeline, or a file that a command step names, lies outside of the project.',
    remedy: 'Move it below the root of the project, which is where `regauge.yaml` or `package.json` is.',
    exit: 2,
  },
  MODULE_INVALID: {
    summary: 'The module of the pipeline, or one that it imports, cannot be built.',
    remedy: 'Correct the line that the message shows, or install the package that it misses.',
    exit: 2,
  },
  MODULE_THREW: {
    summary: 'The module of the pipeline threw an error while it was imported.',
    remedy: 'Correct the line that the message names; work belongs into steps, not into the top level of a module.',
    exit: 2,
  },
  PIPELINE_NOT_FOUND: {
    summary: 'The module does not export the pipeline that was asked for, or none at all.',
    remedy: 'Export the value that `pipeline({ … })` returns and name it as MODULE#export.',
    exit: 2,
  },
  PIPELINE_AMBIGUOUS: {
    summary: 'The module exports several pipelines and none was named.',
    remedy: 'Name one as MODULE#export.',
    exit: 2,
  },
  CODE_FILE_NOT_FOUND: {
    summary: 'A file that a command step names does not exist.',
    remedy: "Check the path in the step's `files`; it is relative to the module of the pipeline.",
    exit: 2,
  },
  CODE_NOT_FOUND: {
    summary: 'The store has no code package with the digest that a run names.',
    remedy: 'It was deleted, or the run belongs to another store; submit the pipeline again.',
    exit: 1,
  },
  CODE_CORRUPT: {
    summary: 'A stored code package does not have the digest that its run names.',
    remedy: 'The stored object has been altered; submit the pipeline again, and find out who may write to the store.',
    exit: 1,
  },
  CODE_EXTERNAL_NOT_FOUND: {
    summary: 'A package that is left outside of the bundle is not installed where the code runs.',
    remedy: 'Install it in the project, or use an image that has it.',
    exit: 2,
  },
} as const
