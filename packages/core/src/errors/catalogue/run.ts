/** Runs: finding them, driving them, ending them. */
export const RUN_ERRORS = {
  RUN_NOT_FOUND: {
    summary: 'No run has that id or prefix in the store of the stack.',
    remedy: 'List the runs with `regauge runs list`, or name the stack with --stack.',
    exit: 2,
  },
  RUN_AMBIGUOUS: {
    summary: 'Several runs have ids that begin with the given prefix.',
    remedy: 'Give more characters of the id.',
    exit: 2,
  },
  RUN_KEY_TAKEN: {
    summary: 'The key of `run --id` belongs to a run with another spec or other parameters.',
    remedy: 'Give the submission a key of its own.',
    exit: 2,
  },
  RUN_DRIVEN_ELSEWHERE: {
    summary: 'Another driver has taken the run.',
    remedy: 'Follow it with `regauge runs watch`.',
    exit: 1,
  },
  RUN_NOT_DRIVEN: {
    summary: 'The run has no end, but nobody drives it: its driver is gone, or none has taken it yet.',
    remedy: 'Look at it with `regauge runs show`.',
    exit: 2,
  },
  RUN_NEVER_DRIVEN: {
    summary:
      'The run was submitted, but no driver was ever asked to take it, so that its records name no code package.',
    remedy: 'Submit it again, with the same --id if it had one, or resume it with --with-code.',
    exit: 2,
  },
  RUN_CODE_INCOMPATIBLE: {
    summary: 'The new code of a resumed run gives a step other outputs than those that it has already left.',
    remedy: 'Run that step again with --from, or start a new run.',
    exit: 2,
  },
  RUN_ENDED: {
    summary: 'The run has ended already.',
    remedy: 'Look at it with `regauge runs show`.',
    exit: 2,
  },
  RUN_DETACH_FAILED: {
    summary: 'The background driver of a detached run did not start.',
    remedy: 'Read the log that the message names; run without --detach to see more.',
    exit: 1,
  },
  RUN_CANCELLED: {
    summary: 'Somebody asked for the run to be cancelled.',
    remedy: 'Go on with `regauge runs resume`.',
    exit: 1,
  },
  RUN_DEADLINE: {
    summary: 'The run took longer than its deadline, and was cancelled.',
    remedy: 'Raise the deadline of the pipeline, or go on with `regauge runs resume`.',
    exit: 1,
  },
  MAP_NOT_A_LIST: {
    summary: 'What a map is over turned out not to be a list.',
    remedy: 'Look at the value that the step before it put out; a map takes a list and nothing else.',
    exit: 1,
  },
  CONDITION_INCOMPARABLE: {
    summary: 'A condition asks for the order of values that have none.',
    remedy: 'Compare two numbers or two strings; test with `isSet` first what may be absent.',
    exit: 1,
  },
} as const
