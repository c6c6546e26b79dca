// Texts that the service would change, or order in its own way: it turns "\" into "/", and who knows its order of others.
const ESCAPED = /[^\x20-\x5b\x5d-\x7d]+/gu
const ESCAPES = /(?:~[\da-f]{2})+/g
/** The service drops dots at the ends of segments. A "~" of its own never stands for another character. */
const DOT_AT_END = /\.(?=\/|$)/g
const DOT_AT_END_OF_FOLDER = /\.(?=\/)/g
const GUARDED_DOT = /\.~(?=\/|$)/g

/**
 * The name of the object of a key. Bytes beyond printable ASCII, `~` and `\` are written as `~` and two hex digits, and a
 * `~` follows a dot that ends a segment. No two keys have one name, and names are in the order of the keys' UTF-8 bytes, but
 * for `\` and dots at the ends of segments.
 */
export function toBlobName(key: string): string {
  return escape(key).replace(DOT_AT_END, '.~')
}

/** With what the names of the objects begin whose keys begin with a text, which may end within a segment. */
export function toBlobPrefix(prefix: string): string {
  return escape(prefix).replace(DOT_AT_END_OF_FOLDER, '.~')
}

/** The key of an object, or a common prefix of keys. */
export function fromBlobName(name: string): string {
  return name
    .replace(GUARDED_DOT, '.')
    .replace(ESCAPES, (escapes) => Buffer.from(escapes.replaceAll('~', ''), 'hex').toString())
}

function escape(text: string): string {
  return text.replace(ESCAPED, (characters) => Buffer.from(characters).toString('hex').replace(/../g, '~$&'))
}
