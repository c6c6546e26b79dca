import { artifactStore } from './flavor.ts'

/** Opens the store of a file; the kit's other processes call it, too. */
export function open(argument: unknown) {
  // `kit.test.ts` gives it.
  const config = argument as { readonly file: string }
  return artifactStore.create({ config, components: {}, projectRoot: '/' })
}
