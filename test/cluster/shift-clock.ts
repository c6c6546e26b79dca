/** Imported before a program's own modules: its clock is wrong by so many milliseconds. */
const shift = Number(process.env['CLOCK_SHIFT_MS'])
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(RealDate.now() + shift)
    else super(...given)
  }

  static override now(): number {
    return RealDate.now() + shift
  }
} as DateConstructor // Nobody calls it as a function.
