import { stripVTControlCharacters } from 'node:util'

const SEGMENTER = new Intl.Segmenter()
// The parentheses make `split` keep the sequences.
// oxlint-disable-next-line no-control-regex -- colours begin with a control character
const COLOUR = /(\u001b\[[\d;]*m)/
const PLAIN_ASCII = /^[\x20-\x7e]*$/
const ZERO_WIDTH = /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Mark}\p{Surrogate}]+$/v
const EMOJI = /^\p{RGI_Emoji}$/v
// The blocks that Unicode counts as wide or full-width: CJK, Kana, Hangul, full-width forms.
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u

/** How many columns of a terminal a text takes. Colour sequences take none; wide characters and emoji take two. */
export function displayWidth(text: string): number {
  const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text
  if (PLAIN_ASCII.test(plain)) return plain.length
  let width = 0
  for (const { segment } of SEGMENTER.segment(plain)) width += graphemeWidth(segment)
  return width
}

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1
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
    for (const { segment } of SEGMENTER.segment(token)) {
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
