import { digestOf } from '../util/digest.ts'

/** A UUID (version 8) that depends on the pipeline and the key alone. */
export function runIdOf(pipeline: string, key: string): string {
  const hex = digestOf(`${pipeline}\n${key}`)
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}
