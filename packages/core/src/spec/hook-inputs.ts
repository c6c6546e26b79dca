/** What a driver gives to the inputs of a hook that have no source, by name. `failure` is absent after success. */
export const HOOK_INPUTS: readonly string[] = Object.freeze(['run', 'path', 'status', 'failure'])
