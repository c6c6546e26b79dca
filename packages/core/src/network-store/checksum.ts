import { createHash, type Hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ObjectChecksum } from './object-service.ts'

/** Takes the checksum of bytes that come one after the other. */
export interface ChecksumTaker {
  update(bytes: Uint8Array): void
  /** In the form of {@link ObjectChecksum}. To be asked once. */
  value(): string
}

/** Begins a checksum. */
export function takeChecksum(algorithm: ObjectChecksum['algorithm']): ChecksumTaker {
  return algorithm === 'crc32' ? takeCrc32() : fromHash(createHash(algorithm))
}

/** A CRC-32 as {@link ObjectChecksum} writes it. */
export function toCrc32Text(checksum: number): string {
  return checksum.toString(16).padStart(8, '0')
}

function takeCrc32(): ChecksumTaker {
  let checksum = 0
  return {
    update: (bytes) => void (checksum = crc32(bytes, checksum)),
    value: () => toCrc32Text(checksum),
  }
}

function fromHash(hash: Hash): ChecksumTaker {
  return { update: (bytes) => void hash.update(bytes), value: () => hash.digest('hex') }
}
