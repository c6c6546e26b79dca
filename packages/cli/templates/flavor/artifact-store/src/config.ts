import { z } from 'zod'

/** The schema of a stack file's `config` for this flavor. */
export const config = z.strictObject({
  file: z.string().min(1).describe("The database; a relative path is taken from the project's root."),
})

/** What a stack file may say of this store. */
export type Config = z.infer<typeof config>
