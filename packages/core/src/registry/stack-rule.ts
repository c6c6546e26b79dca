/** Which rule chose a stack, from the strongest to the weakest. */
export type StackRule = 'flag' | 'environment' | 'use' | 'project' | 'built-in'
