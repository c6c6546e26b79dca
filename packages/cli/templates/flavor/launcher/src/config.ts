import { z } from 'zod'

/** The schema of a stack file's `config` for this flavor. */
export const config = z.strictObject({
  slots: z.int().positive().default(2).describe('How many bundles run at once.'),
})

/** What a stack file may say of this flavor. */
export type Config = z.infer<typeof config>
