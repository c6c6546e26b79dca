/** A moment by this machine's clock and time zone: `2026-01-31 09:05:00`. Equal width for all moments. */
export function localTime(moment: string | number): string {
  const date = new Date(moment)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}
