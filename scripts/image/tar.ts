/** What lies in an archive. Paths are relative to its root, with `/` between names and none at the ends. */
export type TarEntry =
  | { readonly type: 'file'; readonly path: string; readonly content: Uint8Array; readonly executable?: boolean }
  | { readonly type: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly type: 'link'; readonly path: string; readonly target: string }

const BLOCK = 512
const TYPES = { file: '0', link: '2', directory: '5' } as const

/**
 * An archive of the entries and the folders they lie in, in the order of their paths, as the bytes to write one after the
 * other. All belong to root and are as old as the epoch, so that the same entries give the same bytes.
 */
export function tar(entries: readonly TarEntry[]): readonly Uint8Array[] {
  const sorted = [...entries, ...foldersOf(entries)].sort((a, b) => (a.path < b.path ? -1 : 1))
  const pieces = sorted.flatMap((entry) => {
    const content = entry.type === 'file' ? entry.content : new Uint8Array()
    return [header(entry, content.byteLength), content, new Uint8Array(-content.byteLength & (BLOCK - 1))]
  })
  return [...pieces, new Uint8Array(2 * BLOCK)]
}

function foldersOf(entries: readonly TarEntry[]): readonly TarEntry[] {
  const given = new Set(entries.map(({ path }) => path))
  const folders = entries.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index)))
  const missing = [...new Set(folders)].filter((path) => !given.has(path))
  return missing.map((path) => ({ type: 'directory', path }))
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK)
  const { name, prefix } = splitPath(entry.type === 'directory' ? `${entry.path}/` : entry.path)
  const target = entry.type === 'link' ? entry.target : ''
  if (target.length > 100) throw new Error(`The target of the link "${entry.path}" is too long for an archive.`)
  block.write(name, 0)
  block.write(octal(modeOf(entry), 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write(TYPES[entry.type], 156)
  block.write(target, 157)
  block.write('ustar\u000000', 257)
  block.write(prefix, 345)
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte),
      7,
    )} `,
    148,
  )
  return block
}

function modeOf(entry: TarEntry): number {
  if (entry.type === 'directory') return entry.mode ?? 0o755
  if (entry.type === 'link') return 0o777
  return entry.executable ? 0o755 : 0o644
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

/** A header has room for 100 bytes of a path's end and for 155 of its beginning, split at a `/`. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  const slash = path.indexOf('/', path.length - 101)
  const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)]
  if (slash < 0 || name === '' || prefix.length > 155 || Buffer.byteLength(path) !== path.length) {
    throw new Error(`The path "${path}" is too long for an archive.`)
  }
  return { name, prefix }
}
