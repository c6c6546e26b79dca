import { stripVTControlCharacters } from 'node:util'

// oxlint-disable-next-line no-control-regex -- colours begin with a control character
const COLOUR = /(\u001b\[[\d;]*m)/ // The parentheses make `split` keep the sequences.
// Latin letters, punctuation, arrows, boxes, blocks, braille and our own signs: what takes one column without a doubt.
const NARROW =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u2211\u2260-\u2265\u2298\u2500-\u259f\u25b8\u2713\u2717\u2800-\u28ff]*$/

/** What tells the width of other characters. Made at the first need, since it takes longer than many a command. */
interface Unicode {
  readonly segmenter: Intl.Segmenter
  readonly zeroWidth: RegExp
  readonly wide: RegExp
}

let unicode: Unicode | undefined

function loadUnicode(): Unicode {
  return (unicode ??= {
    segmenter: new Intl.Segmenter(),
    zeroWidth: /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Mark}]+$/u,
    // Emoji, then the blocks that Unicode counts as wide or full-width: CJK, Kana, Hangul, full-width forms.
    wide: /\p{Emoji_Presentation}|\ufe0f|\u20e3|^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u,
  })
}

/** How many columns of a terminal a text takes. Colour sequences take none; wide characters and emoji take two. */
export function displayWidth(text: string): number {
  const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text
  if (NARROW.test(plain)) return plain.length
  let width = 0
  for (const grapheme of graphemes(plain)) width += graphemeWidth(grapheme)
  return width
}

function* graphemes(text: string): Generator<string> {
  for (const { segment } of loadUnicode().segmenter.segment(text)) yield segment
}

function graphemeWidth(grapheme: string): number {
  const { zeroWidth, wide } = loadUnicode()
  if (zeroWidth.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

/** The text cut to a number of columns, with `…` in the last one where something was cut. Colours stay. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let cut = ''
  let room = columns - 1
  for (const token of text.split(COLOUR)) {
    if (token.startsWith('\u001b')) {
      cut += token
      continue
    }
    for (const segment of graphemes(token)) {
      if (room < 0) break
      const width = graphemeWidth(segment)
      if (width > room) {
        cut += '…'
        room = -1
      } else {
        cut += segment
        room -= width
      }
    }
  }
  return cut
}

/** The text filled with spaces up to a number of columns, at its end or, aligned to the right, at its start. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)))
  return align === 'left' ? text + space : space + text
}
