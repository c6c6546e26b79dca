/** What a flavor declares, in words: `image: container, remote, adoptable`. What it cannot do is left out. */
export function capabilitiesText(capabilities: object): string {
  return Object.entries(capabilities)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => (value === true ? name : `${name}: ${String(value)}`))
    .join(', ')
}
