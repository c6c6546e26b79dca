import { displayWidth, pad, truncate } from './display-width.ts'

/** One column of a table. */
export interface Column {
  readonly title: string
  /** @default 'left' */
  readonly align?: 'left' | 'right'
}

/** What {@link table} is given beside its rows. */
export interface TableOptions {
  readonly columns: readonly Column[]
  /** Paints the line of titles. @default as it is */
  readonly title?: (line: string) => string
  /** Columns of the terminal; the last column is cut to fit. Absent: nothing is cut. */
  readonly width?: number | undefined
}

const GAP = '  '

/** Rows of cells as aligned lines, titles first. Cells may carry colours, and no line ends in white space. */
export function table(rows: readonly (readonly string[])[], options: TableOptions): readonly string[] {
  const { columns, title = (line) => line, width } = options
  const titles = columns.map((column) => column.title)
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => displayWidth(row[index] ?? ''))))
  const align = (row: readonly string[]) => {
    const cells = columns.map((column, index) => pad(row[index] ?? '', widths[index]!, column.align))
    const line = cells.join(GAP).trimEnd()
    return width === undefined ? line : truncate(line, width)
  }
  return [title(align(titles)), ...rows.map(align)]
}

/** Names and values in two columns, e.g. for the facts of a run. */
export function facts(
  entries: readonly (readonly [name: string, value: string])[],
  paint: (name: string) => string = (name) => name,
): readonly string[] {
  const width = Math.max(0, ...entries.map(([name]) => displayWidth(name)))
  return entries.map(([name, value]) => `${paint(pad(name, width))}${GAP}${value}`.trimEnd())
}
