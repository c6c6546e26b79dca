const TAG = /<(\/?)([a-z]*[1-6]?)((?:\s+[\w:-]+="[^"<]*")*)(\/?)>|[<>]/gi

/**
 * The first fault in the nesting of an XML text's tags, or undefined where each is closed by its own name in turn. Meant
 * for tests; it knows neither comments nor declarations.
 */
export function nestingFault(xml: string): string | undefined {
  const open: string[] = []
  for (const [tag, slash, name, attributes, empty] of xml.matchAll(TAG)) {
    if (name === undefined) return `"${tag}" stands outside of a tag`
    if (empty) continue
    if (!slash) open.push(name)
    else if (attributes || open.pop() !== name) return `"${tag}" closes another element`
  }
  return open.length > 0 ? `"${open.at(-1)}" is never closed` : undefined
}
