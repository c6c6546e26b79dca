const MEBIBYTE = 1024 * 1024

/** Objects up to this size are put and read in one request, larger ones in parts of it. */
export const PART_SIZE = 8 * MEBIBYTE

/** Parts of one object that are sent or read at once, each held in memory. */
export const PARTS_AT_ONCE = 4

/** The parts' size of an object whose service takes so many of them: as large as it has to be, in whole mebibytes. */
export function partSizeOf(size: number, maxParts: number): number {
  return Math.max(PART_SIZE, Math.ceil(size / maxParts / MEBIBYTE) * MEBIBYTE)
}
