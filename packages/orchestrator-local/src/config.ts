import { parseSize } from '@regauge/core/units'
import { z } from 'zod'

/** The schema of a stack file's `config` for this flavor. */
export const config = z.strictObject({
  slots: z
    .int()
    .positive()
    .optional()
    .describe('How many attempts run at once. Left out: as many as this machine has cores to give.'),
  isolation: z
    .enum(['warm', 'fresh'])
    .default('warm')
    .describe('warm: a process runs one attempt after the other; fresh: each attempt gets a new one.'),
  memory: z
    .string()
    .refine((text) => parseSize(text) !== undefined, 'a size such as "8Gi" is expected')
    .optional()
    .describe('What all steps together may ask for. Left out: the memory of this machine or container.'),
})

/** What a stack file may say of the local orchestrator. */
export type LocalOrchestratorConfig = z.infer<typeof config>
