/**
 * Why a name that came out of a store cannot be that of a file in a given folder, as a clause; undefined where it can.
 * Nothing that passes leads out of the folder, on any system.
 */
export function fileNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '.' || name === '..') return 'names a folder'
  if (/[/\0]/.test(name)) return 'holds a slash or a NUL'
  if (process.platform === 'win32' && /[\\:]/.test(name)) return 'holds a backslash or a colon'
  if (Buffer.byteLength(name) > 255) return 'is longer than 255 bytes'
  return undefined
}
