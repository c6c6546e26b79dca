/** The command line. */
export const COMMAND_ERRORS = {
  COMMAND_PACKAGE_MISSING: {
    summary: 'A command is brought by a package that is not installed.',
    remedy: 'Install it with npm in the project.',
    exit: 2,
  },
  USAGE_INVALID: {
    summary: 'The command was called with words or options that it does not know.',
    remedy: 'See `regauge help COMMAND`.',
    exit: 2,
  },
  PARAMS_FILE_INVALID: {
    summary: 'The file of --params cannot be read, or does not hold an object of parameters in JSON or YAML.',
    remedy: 'Correct the file at the line that the message names.',
    exit: 2,
  },
  INIT_FILE_EXISTS: {
    summary: 'A new project would overwrite files that are there already.',
    remedy: 'Make the project in another directory, or move those files away.',
    exit: 2,
  },
  INIT_UNWRITABLE: {
    summary: 'The files of a new project or package cannot be written where they are to be.',
    remedy: 'Make them in a directory that you may write to.',
    exit: 2,
  },
  STEP_UNKNOWN: {
    summary: 'A command names a step that the run does not have.',
    remedy: 'See the paths of its steps with `regauge runs show`.',
    exit: 2,
  },
  ARTIFACT_NOT_FOUND: {
    summary: 'A command names an artifact that no step of the run has left.',
    remedy: 'See what there is with `regauge artifacts list RUN`.',
    exit: 2,
  },
  OUTPUT_BINARY: {
    summary: 'Content that is not text would have been printed to a terminal.',
    remedy: 'Save it with --out FILE, or pipe it into another command.',
    exit: 2,
  },
  OUTPUT_FAILED: {
    summary: 'The result of a command could not be written, e.g. because a disk is full.',
    remedy: 'Free some space or print to another place. Whatever the command did stands.',
    exit: 1,
  },
  INTERNAL: {
    summary: 'Something failed that should not be able to fail.',
    remedy: 'Please report it with the whole message.',
    exit: 1,
  },
} as const
