/** Artifact stores. Every store throws these codes, whatever its vendor's are. */
export const STORE_ERRORS = {
  STORE_OBJECT_NOT_FOUND: {
    summary: 'No object is stored under the key.',
    remedy: 'It was never written or has been deleted.',
    exit: 1,
  },
  STORE_KEY_INVALID: {
    summary: 'A key is empty, too long, or would leave the root of the store.',
    remedy: 'Use segments of at most 255 bytes, joined by "/", without "." and "..", 1,024 bytes in all.',
    exit: 2,
  },
  STORE_UNREACHABLE: {
    summary: 'The store did not answer, or refused for a passing reason.',
    remedy: 'Check the network and the endpoint, then try again.',
    exit: 3,
  },
  STORE_DENIED: {
    summary: 'The store refused the credentials or the operation.',
    remedy: 'Check the credentials and the permissions that the message names.',
    exit: 3,
  },
  STORE_FULL: {
    summary: 'The store has no room left, or its quota is used up.',
    remedy: 'Free space or raise the quota, then go on with the run.',
    exit: 3,
  },
  STORE_CONTENT_MISMATCH: {
    summary: 'A source gave more or fewer bytes than it had announced.',
    remedy: 'The file was changed while it was being stored; write it once and leave it.',
    exit: 1,
  },
  STORE_CONTENT_ALTERED: {
    summary: 'The bytes that were read of an object are not those that were stored, or were replaced meanwhile.',
    remedy: 'Read again; if it fails again, the object is damaged: make it anew by running its step again.',
    exit: 1,
  },
  STORE_BUCKET_NOT_FOUND: {
    summary: 'The bucket or container of the store does not exist.',
    remedy: 'Create it, or correct its name in the config of the store.',
    exit: 2,
  },
  STORE_UNSUITABLE: {
    summary: 'The service of the store does not keep a promise on which records rely, such as writing only if absent.',
    remedy: 'Use a service, or a version of it, that honours conditional writes.',
    exit: 2,
  },
} as const
