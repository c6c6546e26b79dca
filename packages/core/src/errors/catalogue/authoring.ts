/** Mistakes in pipeline code. */
export const AUTHORING_ERRORS = {
  AUTHORING_NAME_INVALID: {
    summary: 'A pipeline, step, node, input or output has a name that cannot be part of a key.',
    remedy: 'Begin with a letter and use up to 62 more letters, digits, "_" or "-".',
    exit: 2,
  },
  AUTHORING_NAME_TAKEN: {
    summary: 'Two nodes of a scope, or two inputs or outputs of a step, have one name; case does not count.',
    remedy: 'Pass `{ name }` to one of the nodes, or rename one of the two.',
    exit: 2,
  },
  AUTHORING_PATH_TOO_LONG: {
    summary: 'The path of a node, its scopes and its own name joined by dots, is longer than 180 characters.',
    remedy: 'Give the node or the scopes around it shorter names.',
    exit: 2,
  },
  AUTHORING_OPTION_UNKNOWN: {
    summary: 'A step, pipeline or node was given an option that does not exist.',
    remedy: 'Correct the option that the message names.',
    exit: 2,
  },
  AUTHORING_POLICY_INVALID: {
    summary: 'A retry, timeout, resource or another policy has a value that makes no sense.',
    remedy: 'Correct the field that the message names.',
    exit: 2,
  },
  AUTHORING_SCHEDULE_INVALID: {
    summary: 'A schedule of a pipeline has a time, a time zone, parameters or another option that makes no sense.',
    remedy: 'Correct what the message names.',
    exit: 2,
  },
  AUTHORING_STEP_INVALID: {
    summary: 'A step lacks what it needs, or something that is no step was used as one.',
    remedy: 'Make it with `step({ … })` or `commandStep({ … })`.',
    exit: 2,
  },
  AUTHORING_TYPE_INVALID: {
    summary: 'An input or output is described by something that is neither a schema nor an artifact type.',
    remedy: 'Use a Standard Schema (zod, valibot, …), `artifact({ … })` or `listOf(…)`.',
    exit: 2,
  },
  AUTHORING_HOOK_INVALID: {
    summary: 'A step cannot serve as the hook it was given as.',
    remedy: 'A hook takes only the inputs `run`, `path`, `status` and `failure`, and has no hooks of its own.',
    exit: 2,
  },
  AUTHORING_INPUT_UNKNOWN: {
    summary: 'A value was wired to an input that the step does not have.',
    remedy: 'Correct the name of the input.',
    exit: 2,
  },
  AUTHORING_INPUT_MISSING: {
    summary: 'An input of a step has no value.',
    remedy: 'Wire a ref or a literal to it, or make it optional in the schema.',
    exit: 2,
  },
  AUTHORING_LITERAL_INVALID: {
    summary: 'A literal that was wired to an input is no JSON or does not fit the schema of the input.',
    remedy: 'Pass a plain JSON value that the schema accepts, or produce the value in a step.',
    exit: 2,
  },
  AUTHORING_REF_NESTED: {
    summary: 'A ref is hidden inside a literal, where it cannot become an edge of the graph.',
    remedy: 'Give the ref an input of its own.',
    exit: 2,
  },
  AUTHORING_REF_OUT_OF_SCOPE: {
    summary: 'A ref was used outside of the `map` or `when` block that made it.',
    remedy: 'Return it from the block and use what the block gives out.',
    exit: 2,
  },
  AUTHORING_REF_FOREIGN: {
    summary: "A ref of one pipeline's build was used in another build.",
    remedy: 'Keep refs inside of the `build` that made them; share functions that take `run` instead.',
    exit: 2,
  },
  AUTHORING_REF_NO_VALUE: {
    summary: 'Code of `build` tried to read, print or compare the value of a ref, which exists only when the run does.',
    remedy: 'Compute with it in a step; compare it with `eq`, `lt`, `gte` and their like inside `when`.',
    exit: 2,
  },
  AUTHORING_REF_EXPECTED: {
    summary: 'Something that is no ref stands where only a ref can.',
    remedy: 'Pass what `run`, `map`, `when` or `params` gave you.',
    exit: 2,
  },
  AUTHORING_CONDITION_INVALID: {
    summary: 'A condition is not made of `eq ne lt lte gt gte and or not isSet`, or compares what cannot be compared.',
    remedy: 'Build it from those functions; for anything richer use a step with a boolean output.',
    exit: 2,
  },
  AUTHORING_MAP_INVALID: {
    summary: 'The options of a `map` make no sense.',
    remedy: '`concurrency` and `bundle` are whole numbers from 1.',
    exit: 2,
  },
  AUTHORING_BLOCK_EMPTY: {
    summary: 'The block of a `map` runs no step, or an arm of a `when` neither runs a step nor gives anything out.',
    remedy: 'Run a step in the block, or leave the block out.',
    exit: 2,
  },
  AUTHORING_BUILD_ASYNC: {
    summary: 'A `build`, or a block inside of it, returned a promise.',
    remedy: 'Make it an ordinary function: it only records the graph; what waits belongs into a step.',
    exit: 2,
  },
  AUTHORING_BUILD_THREW: {
    summary: 'The `build` of a pipeline threw an error of its own.',
    remedy: 'Correct the line that the message names; work that can fail belongs into a step.',
    exit: 2,
  },
  AUTHORING_PARAMS_THREW: {
    summary: "The schema of a pipeline's parameters threw an error instead of reporting an issue.",
    remedy: 'Correct the line that the message names.',
    exit: 2,
  },
  AUTHORING_BUILD_OVER: {
    summary: '`run`, `map` or `when` was called after `build` had returned.',
    remedy: 'Call them inside of `build`, synchronously.',
    exit: 2,
  },
  AUTHORING_PIPELINE_EMPTY: {
    summary: 'A pipeline has no step.',
    remedy: 'Call `run(step, { … })` in its `build`.',
    exit: 2,
  },
  AUTHORING_PIPELINE_INVALID: {
    summary: 'A pipeline lacks what it needs, or one of its own settings makes no sense.',
    remedy: 'Correct the setting that the message names.',
    exit: 2,
  },
  AUTHORING_PARAM_UNKNOWN: {
    summary: 'The code of a pipeline uses a parameter that its schema does not have.',
    remedy: 'Correct the name, or add the parameter to the schema.',
    exit: 2,
  },
  AUTHORING_PARAMS_NOT_JSON: {
    summary: "The schema of a pipeline's parameters gives out values that JSON cannot carry.",
    remedy: 'Let the schema keep strings and numbers; make dates, maps and the like of them inside of the steps.',
    exit: 2,
  },
} as const
