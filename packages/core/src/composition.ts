export { openStack, type OpenStackOptions, type Stack } from './composition/open-stack.ts'
