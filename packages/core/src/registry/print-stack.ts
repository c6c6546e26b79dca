import type { LoadedStack } from './load-stack.ts'
import { formatOrigin, originOf, type Path } from './origin.ts'

/** How a stack is printed. */
export interface PrintStackOptions {
  /** Behind each value, as a comment, the place that it comes from. @default false */
  readonly origins?: boolean
}

/** A stack as YAML: everything that it extends merged in, references unresolved. */
export async function printStack(stack: LoadedStack, options: PrintStackOptions = {}): Promise<string> {
  const { Document, isMap, isScalar, isSeq } = await import('./yaml.ts')
  const annotate = (node: unknown, path: Path): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) annotate(value, [...path, String(key)])
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => annotate(item, [...path, index]))
    } else if (isScalar(node)) {
      const origin = originOf(stack.origins, path)
      if (origin) node.comment = ` ${formatOrigin(origin)}`
    }
  }
  const document = new Document(stack.spec, { aliasDuplicateObjects: false })
  if (options.origins) annotate(document.contents, [])
  return document.toString({ lineWidth: 0 })
}
