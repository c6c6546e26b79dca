import { z } from 'zod'
import { dnsLabel, objectName, record, size } from './checks.ts'

const mountPath = () =>
  z
    .string()
    .regex(/^\/[^:]*[^/:]$/, 'an absolute path is expected')
    .refine((path) => !/^\/(?:regauge|regauge-target|tmp|work|proc|sys)(?:\/|$)/.test(path), 'this path is taken')

const claim = z.strictObject({
  claim: objectName().describe('Name of a PersistentVolumeClaim.'),
  mountPath: mountPath().describe('Where steps see it.'),
  subPath: z.string().min(1).optional().describe('Only this folder of it.'),
  readOnly: z.boolean().default(false).describe('Whether steps may only read it.'),
})

const emptyDir = z.strictObject({
  emptyDir: size().describe('What it may hold; a pod that writes more is evicted.'),
  mountPath: mountPath().describe('Where steps see it.'),
  memory: z.boolean().default(false).describe("Whether it lies in memory, which counts towards the step's."),
})

/** Volumes of steps, by name. */
export const volumes = record(
  dnsLabel().refine((name) => !name.startsWith('regauge-'), 'names that begin with "regauge-" are taken'),
  z.union([claim, emptyDir], 'either "claim" or "emptyDir" is expected, with a "mountPath"'),
)
  .optional()
  .describe('Volumes of steps by name: { claim, mountPath } of a PersistentVolumeClaim, or { emptyDir, mountPath }.')
