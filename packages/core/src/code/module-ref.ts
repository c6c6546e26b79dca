/** Which pipeline a person means: a module and, where it has several, one of its exports. */
export interface ModuleRef {
  readonly module: string
  readonly exportName?: string
}

/** Takes `MODULE` or `MODULE#export` apart. A `#` that nothing follows is part of the path. */
export function parseModuleRef(text: string): ModuleRef {
  const match = /^(.+)#([^#/\\]+)$/.exec(text)
  return match ? { module: match[1]!, exportName: match[2]! } : { module: text }
}
