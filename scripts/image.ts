import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ociArchive } from './image/oci-archive.ts'
import { runnerImage } from './image/runner-image.ts'
import { writePieces } from './image/write-pieces.ts'
import { VERSION } from '../packages/core/src/util/version.ts'

/** `npm run image -- [--out FILE] [--name NAME:TAG] [--json]`: builds the runner image as an archive, from nothing. */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/regauge-runner.tar' },
    name: { type: 'string', default: `localhost/regauge-runner:${VERSION}` },
    json: { type: 'boolean', default: false },
  },
})
const { name } = values
const out = resolve(values.out)
const { pieces, digests } = ociArchive([{ ...(await runnerImage(join(import.meta.dirname, '..'))), name }])
await mkdir(dirname(out), { recursive: true })
await writePieces(out, pieces)
const built = { name, digest: digests.get(name), file: out, size: statSync(out).size }
process.stdout.write(
  values.json
    ? `${JSON.stringify(built)}\n`
    : `${name} (${built.digest}, ${Math.round(built.size / 1e6)} MB) is in ${out}. Give it to a cluster with one of:
  docker load --input ${out}
  kind load image-archive ${out}
  ctr --namespace k8s.io images import ${out}
`,
)
