/** Objects up to this size are put and read in one request, larger ones in parts of it. */
export const PART_SIZE = 8 * 1024 * 1024

/** Parts of one object that are sent or read at once, each held in memory. */
export const PARTS_AT_ONCE = 4
