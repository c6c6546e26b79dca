import { stripVTControlCharacters } from 'node:util'

/** A text from elsewhere made safe for one line of a terminal: no control sequences, no line ends. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}]+/gu, ' ')
    .trim()
}
