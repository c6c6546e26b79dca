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
} as const
