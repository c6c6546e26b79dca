/**
 * `@regauge/core/worker`: the main module of a worker's process, started by a supervisor. Importing it is all there is
 * to do.
 */
import { readManifest } from './code/install-code.ts'
import { loadPipeline } from './code/load-pipeline.ts'
import { referencesFrom } from './remote/assignment.ts'
import { serveAttempts } from './runtime/worker/serve-attempts.ts'

// Steps see the secrets that they declare; what a store needs is looked up in what the process was started with.
const env = referencesFrom(process.env)
for (const name of Object.keys(process.env)) if (/^REGAUGE_(?:SECRET|REMOTE)_/.test(name)) delete process.env[name]

serveAttempts({
  async loadPipeline({ codeDirectory, code, projectRoot }) {
    return loadPipeline(codeDirectory, await readManifest(codeDirectory, code), { projectRoot })
  },
  async openStore({ store, projectRoot }) {
    const [{ openStore }, { openSecrets }] = await Promise.all([
      import('./registry/open-store.ts'),
      import('./registry/open-secrets.ts'),
    ])
    return openStore(store, { projectRoot, env, secrets: openSecrets({ root: projectRoot }, { env }) })
  },
})
