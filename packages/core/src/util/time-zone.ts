/** Whether a text names a time zone of the IANA database, e.g. `Europe/Berlin`. Offsets and `Local` are none. */
export function isTimeZone(text: string): boolean {
  // Node takes offsets as well, and what `local` means depends on the machine.
  if (/^(?:local$|[+-])/i.test(text)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
