import type { Readable } from 'node:stream'
import { parseJson } from './read-body.ts'

/** One page of a list. */
export interface ListPage<P> {
  readonly items: readonly P[]
  readonly resourceVersion: string
  /** By which the next page is asked for; absent in the last one. */
  readonly next?: string | undefined
}

/**
 * Reads a page of a list item by item, so that no more than one is held beside what is kept of it: parsed as a whole,
 * five thousand pods would cost a process 200 MB that it never gives back.
 */
export async function readList<P>(body: Readable, keep: (item: unknown) => P): Promise<ListPage<P>> {
  const items: P[] = []
  const splitter = createItemSplitter((item) => items.push(keep(parseJson(item))))
  // What streams of bytes give.
  for await (const piece of body) splitter.add(piece as Buffer)
  const list = parseJson(splitter.rest()) as Partial<ListHead> | null
  if (typeof list?.metadata?.resourceVersion !== 'string' || list.items === undefined) {
    throw new Error('the answer is no list')
  }
  const { resourceVersion, continue: next } = list.metadata
  return { items, resourceVersion, next: next || undefined }
}

interface ListHead {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string }
  readonly items: readonly [] | null
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Of what stands in the list's object, and in the array of its items. */
const LIST_DEPTH = 1
const ITEMS_DEPTH = 2

/** Cuts the items out of the text of a list, which arrives in pieces. `rest` is the text without them. */
function createItemSplitter(onItem: (item: Buffer) => void) {
  const outside: Buffer[] = []
  let inside: Buffer[] = []
  let place: 'outside' | 'between' | 'inside' = 'outside'
  let depth = 0
  let isInString = false
  let isEscaped = false

  /** Follows the bytes of a string; whether this one belongs to it. */
  const isText = (byte: number): boolean => {
    if (!isInString) {
      isInString = byte === QUOTE
      return isInString
    }
    if (isEscaped) isEscaped = false
    else if (byte === BACKSLASH) isEscaped = true
    else if (byte === QUOTE) isInString = false
    return true
  }
  // A copy, since a view would keep the whole piece.
  const keepOutside = (part: Uint8Array) => outside.push(Buffer.from(part))
  const isItemsNext = () => /"items"\s*:\s*\[$/.test(Buffer.concat(outside).toString())

  return {
    add(piece: Buffer) {
      let start = 0
      for (let at = 0; at < piece.byteLength; at += 1) {
        const byte = piece[at]!
        if (isText(byte)) continue
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          depth += 1
          if (place === 'between' && depth === ITEMS_DEPTH + 1) {
            place = 'inside'
            start = at
          } else if (place === 'outside' && depth === ITEMS_DEPTH && byte === OPEN_BRACKET) {
            keepOutside(piece.subarray(start, at + 1))
            start = at + 1
            if (isItemsNext()) place = 'between'
          }
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          depth -= 1
          if (place === 'inside' && depth === ITEMS_DEPTH) {
            onItem(Buffer.concat([...inside, piece.subarray(start, at + 1)]))
            inside = []
            place = 'between'
          } else if (place === 'between' && depth === LIST_DEPTH) {
            place = 'outside'
            start = at
          }
        }
      }
      if (place === 'outside') keepOutside(piece.subarray(start))
      else if (place === 'inside') inside.push(piece.subarray(start))
    },
    rest: () => Buffer.concat(outside),
  }
}
