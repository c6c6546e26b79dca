/** An object as the scripted server keeps it. */
export interface StoredObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly labels?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly { readonly uid: string }[]
    readonly deletionTimestamp?: string
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

/** Which objects a request means. */
export interface StoredSelection {
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

/** Whether an object is meant. */
export function isSelected(object: StoredObject, selection: StoredSelection): boolean {
  const { namespace, labelSelector = '', fieldSelector = '' } = selection
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false
  const labels = object.metadata.labels ?? {}
  // Commas also stand inside of "in (a,b)".
  const wanted = labelSelector.match(/[^,(]+(?:\([^)]*\))?/g) ?? []
  const fields = fieldSelector === '' ? [] : fieldSelector.split(',')
  return wanted.every((term) => hasLabel(labels, term.trim())) && fields.every((term) => hasField(object, term))
}

function hasLabel(labels: Readonly<Record<string, string>>, term: string): boolean {
  const among = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term)
  if (among) {
    const [, key, operator, values] = among
    const isAmong = values!.split(',').some((value) => value.trim() === labels[key!])
    return operator === 'in' ? isAmong : !isAmong
  }
  const [, key, operator, value] = /^([^!=\s]+)\s*(!=|==?)\s*(.*)$/.exec(term) ?? []
  if (operator !== undefined) return (labels[key!] === value) === (operator !== '!=')
  return term.startsWith('!') ? labels[term.slice(1)] === undefined : labels[term] !== undefined
}

function hasField(object: StoredObject, term: string): boolean {
  const [, path, operator, value] = /^([^!=]+)(!=|==?)(.*)$/.exec(term)!
  const found = path!
    .split('.')
    .reduce<unknown>((each, key) => (each as Record<string, unknown> | undefined)?.[key], object)
  const text = typeof found === 'string' ? found : ''
  return (text === value) === (operator !== '!=')
}
