import { join } from 'node:path'
import { build } from 'esbuild'
import { REQUIRE_BANNER } from '../../scripts/bundling.ts'
import { runnerImage } from '../../scripts/image/runner-image.ts'
import { provideImage } from '../../test/cluster/images.ts'
import type { TestedCluster } from '../../test/cluster/tested-cluster.ts'

/** The program of pods that do the work by hand, in the image of {@link provideBenchImage}. */
export const GET_AND_PUT = '/bench/get-and-put.mjs'

/** Gives a cluster the runner image with the programs of the bench, and returns its name. */
export async function provideBenchImage(cluster: TestedCluster): Promise<string> {
  const root = join(import.meta.dirname, '../..')
  const image = await runnerImage(root)
  // One file, as whoever cares for a pod's start would make of it.
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'get-and-put.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: REQUIRE_BANNER },
    write: false,
    logLevel: 'warning',
  })
  const program = { type: 'file', path: GET_AND_PUT.slice(1), content: outputFiles[0]!.contents } as const
  return provideImage(cluster, 'localhost/regauge-bench', { ...image, layers: [...image.layers, [program]] })
}
