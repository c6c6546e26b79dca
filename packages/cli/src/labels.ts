import { RegaugeError } from '@regauge/core/errors'

/** Labels from `name=value`; a later one wins. Throws `USAGE_INVALID` for one without a name. */
export function parseLabels(texts: readonly string[] = []): { readonly [name: string]: string } {
  return Object.fromEntries(texts.map(parseLabel))
}

function parseLabel(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new RegaugeError('USAGE_INVALID', {
    message: `The label "${text}" is not of the form name=value.`,
    hint: 'For example: --label team=vision.',
  })
}
