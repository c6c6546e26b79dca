export { compile } from './compiler/compile.ts'
export type { CompileFlags } from './compiler/compile.ts'
export { BUILT_IN_FAIL_MODE, BUILT_IN_POLICY } from './compiler/built-in-policy.ts'
