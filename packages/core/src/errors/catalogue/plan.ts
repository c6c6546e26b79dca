/** Pipelines that cannot be compiled, that a stack cannot carry, and bad parameters. */
export const PLAN_ERRORS = {
  PLAN_SPEC_INVALID: {
    summary: 'A pipeline spec does not have the structure that its schema promises.',
    remedy: 'Correct the field that the message names, or build the spec with `pipeline()`.',
    exit: 2,
  },
  PLAN_NODE_KIND_RESERVED: {
    summary: 'A pipeline spec has a node of a kind that is reserved for a later version (`loop`, `wait`, `pipeline`).',
    remedy: 'Express it with the kinds `step`, `map` and `when`.',
    exit: 2,
  },
  PLAN_NAME_INVALID: {
    summary: 'A name in a pipeline spec cannot be part of a key.',
    remedy: 'Begin with a letter and use up to 62 more letters, digits, "_" or "-".',
    exit: 2,
  },
  PLAN_NAME_TAKEN: {
    summary: 'Two nodes, or hooks, of one scope have the same path; the case of letters does not count.',
    remedy: 'Give one of them another id.',
    exit: 2,
  },
  PLAN_PATH_TOO_LONG: {
    summary: 'The path of a node is too long to be part of a key.',
    remedy: 'Shorten the names of the scopes that it lies in.',
    exit: 2,
  },
  PLAN_NODE_UNKNOWN: {
    summary: 'A source or `after` names a node that the pipeline does not have.',
    remedy: 'Name a node of the same or of an enclosing scope by its static path.',
    exit: 2,
  },
  PLAN_NODE_OUT_OF_SCOPE: {
    summary: 'A source or `after` names a node, item or index of a scope that it does not lie in.',
    remedy: 'Give the value out as an output of the map or when that encloses it, and read that.',
    exit: 2,
  },
  PLAN_NODE_ORDER: {
    summary: 'A node depends on one that the spec lists after it.',
    remedy: 'List every node after those that it depends on.',
    exit: 2,
  },
  PLAN_CYCLE: {
    summary: 'Nodes depend on each other in a circle.',
    remedy: 'Remove one of the dependencies that the message names.',
    exit: 2,
  },
  PLAN_OUTPUT_UNKNOWN: {
    summary: 'A source names an output that its node does not have.',
    remedy: 'Use one of the outputs that the hint names.',
    exit: 2,
  },
  PLAN_INPUT_MISSING: {
    summary: 'A step has a required input without a source.',
    remedy: 'Give the input a source, or declare it optional.',
    exit: 2,
  },
  PLAN_PARAM_UNKNOWN: {
    summary: 'A source names a parameter that the pipeline does not declare.',
    remedy: 'Use one of the parameters that the hint names, or declare it in `params`.',
    exit: 2,
  },
  PLAN_POLICY_INVALID: {
    summary: 'A policy has a value out of range, or a duration or size that cannot be read.',
    remedy: 'Correct the field that the message names.',
    exit: 2,
  },
  PLAN_OPERATOR_UNKNOWN: {
    summary: 'A step asks for a step operator that the stack does not have.',
    remedy: 'Add the step operator to the stack, or use another stack.',
    exit: 2,
  },
  PLAN_RESOURCES_EXCEEDED: {
    summary: 'A step asks for more devices or memory than its launcher has in all.',
    remedy: 'Ask for less, or send the step to a step operator or a stack that has more.',
    exit: 2,
  },
  PLAN_STORE_OUT_OF_REACH: {
    summary: 'Steps run on other machines, but the artifact store of the stack is only in reach of this one.',
    remedy: 'Use an artifact store with reach "network", or launchers of this machine.',
    exit: 2,
  },
  PARAMS_INVALID: {
    summary: 'The parameters do not fit the schema of the pipeline.',
    remedy: 'Correct the parameters that the message names.',
    exit: 2,
  },
  PARAMS_UNKNOWN: {
    summary: 'A parameter was given that the pipeline does not have.',
    remedy: 'Use one of the parameters that the hint names.',
    exit: 2,
  },
  PARAMS_MALFORMED: {
    summary: 'The text of a parameter cannot be read as the type that its schema asks for.',
    remedy: 'Write the value as the hint says.',
    exit: 2,
  },
} as const
