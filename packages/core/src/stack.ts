export { BUILT_IN_STACK } from './registry/built-in-stack.ts'
export { checkComponents, type OpenableStack } from './registry/check-stack.ts'
export { chooseStack, type ChooseStackOptions, type StackChoice } from './registry/choose-stack.ts'
export { componentsOf, type StackComponent } from './registry/components.ts'
export { jsonSchemaOf } from './registry/config-schema.ts'
export { CONFORMANCE, readConformance, type ConformanceReport } from './registry/conformance.ts'
export { diffStacks, type StackChange } from './registry/diff-stacks.ts'
export { findPackage, type FoundPackage } from './registry/find-package.ts'
export type { FlavorRegistry, PackagedFlavor } from './registry/flavor-registry.ts'
export { listStacks, type ListedStack } from './registry/list-stacks.ts'
export { loadFlavors, type LoadFlavorsOptions } from './registry/load-flavors.ts'
export { loadStack, type LoadedStack } from './registry/load-stack.ts'
export { newStack, type NewStackOptions } from './registry/new-stack.ts'
export { openSecrets, type OpenSecretsOptions } from './registry/open-secrets.ts'
export { openStore, type OpenStoreOptions } from './registry/open-store.ts'
export {
  formatOrigin,
  formatPath,
  originOf,
  toPointer,
  type Origin,
  type Origins,
  type Path,
} from './registry/origin.ts'
export { printStack, type PrintStackOptions } from './registry/print-stack.ts'
export { findProject, PROJECT_FILE, type Project } from './registry/project.ts'
export { createResolvers, resolveReferences, type ReferenceResolvers } from './registry/resolve-references.ts'
export { isSecretName, secretVariable } from './registry/secret-name.ts'
export { findStackFiles } from './registry/stack-files.ts'
export type { StackRule } from './registry/stack-rule.ts'
export { stackJsonSchema } from './registry/stack-json-schema.ts'
export { useStack } from './registry/use-stack.ts'
