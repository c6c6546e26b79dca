/** How many the command line asks for, a whole number from 1; where it says nothing, as many as usual. */
export function countOf(argument: string | undefined, usual: number): number {
  if (argument === undefined) return usual
  if (/^[1-9]\d{0,8}$/.test(argument)) return Number(argument)
  throw new Error(`A whole number from 1 is expected, not "${argument}".`)
}
