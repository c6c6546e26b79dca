/** Pipelines that run by themselves. */
export const SCHEDULE_ERRORS = {
  SCHEDULE_UNSUPPORTED: {
    summary: 'The orchestrator of the stack cannot start runs by itself.',
    remedy: 'Use a stack whose orchestrator can, or call `regauge run --id KEY` from a scheduler of your own.',
    exit: 2,
  },
  SCHEDULE_NONE: {
    summary: 'The pipeline has no schedule that could be applied.',
    remedy: "Give it one: `pipeline({ schedule: { cron: '30 4 * * *' }, … })`.",
    exit: 2,
  },
  SCHEDULE_NOT_FOUND: {
    summary: 'No schedule of that name stands at the place of the stack.',
    remedy: 'List them with `regauge schedule list`, or name the stack with --stack.',
    exit: 2,
  },
  SCHEDULE_AMBIGUOUS: {
    summary: 'The pipeline has several schedules, and none of them was named.',
    remedy: 'Name the one that is meant.',
    exit: 2,
  },
  SCHEDULE_TEMPLATE_MISSING: {
    summary: 'A run of a schedule cannot be made, since the store does not have what it is made of.',
    remedy: 'Check that the stack names the same store everywhere, and apply the schedule again.',
    exit: 2,
  },
} as const
