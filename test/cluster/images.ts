import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ociArchive, type Image } from '../../scripts/image/oci-archive.ts'
import { runnerImage } from '../../scripts/image/runner-image.ts'
import type { TarEntry } from '../../scripts/image/tar.ts'
import { writePieces } from '../../scripts/image/write-pieces.ts'
import type { TestedCluster } from './tested-cluster.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Builds the runner image of the sources, gives it to a cluster, and returns its name. */
export async function provideRunnerImage(cluster: TestedCluster): Promise<string> {
  return process.env['CLUSTER_IMAGE'] || provideImage(cluster, 'localhost/regauge-runner', await runnerImage(ROOT))
}

/** The C library, which Node needs. */
const GLIBC = [
  'lib64/ld-linux-x86-64.so.2',
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0'].map((name) => `lib/x86_64-linux-gnu/${name}`),
]

/** The same for an image as somebody else's may be: a shell, two programs and the C library, and nothing that Node needs besides. */
export async function provideGlibcImage(cluster: TestedCluster): Promise<string> {
  if (cluster.loadImage === undefined) return 'docker.io/library/debian:12-slim'
  const files = ['bin/sh', 'bin/cat', 'usr/bin/wc', ...GLIBC]
  const layer = files.map((path): TarEntry => {
    return { type: 'file', path, content: readFileSync(`/${path}`), executable: true }
  })
  return provideImage(cluster, 'localhost/regauge-test-glibc', { layers: [layer], config: { Cmd: ['/bin/sh'] } })
}

/** The same with as much of this machine's Python as the example of a Python step needs. */
export async function providePythonImage(cluster: TestedCluster): Promise<string> {
  if (cluster.loadImage === undefined) return 'docker.io/library/python:3.12-slim'
  const [program = '', ...modules] = linesOf('python3', ['-I', '-c', PYTHON_FILES])
  const compiled = modules.filter((path) => path.endsWith('.so'))
  const libraries = linesOf('ldd', [program, ...compiled]).flatMap((line) => /\/\S+(?= \(0x)/.exec(line) ?? [])
  const files = new Set([...[program, ...modules, ...libraries].map((path) => path.slice(1)), ...GLIBC])
  const layer = [...files].map((path): TarEntry => {
    return { type: 'file', path, content: readFileSync(`/${path}`), executable: true }
  })
  const command: TarEntry = { type: 'link', path: 'usr/bin/python3', target: program }
  return provideImage(cluster, 'localhost/regauge-test-python', { layers: [[...layer, command]], config: {} })
}

/** Prints the path of the program, then those of the modules that are loaded by then. */
const PYTHON_FILES = `
import csv, json, operator, os, pathlib, random, sys, encodings.ascii, encodings.latin_1, encodings.utf_8
files = [getattr(module, '__file__', None) for module in sys.modules.values()]
print(os.path.realpath(sys.executable), *filter(None, files), sep='\\n')
`

function linesOf(program: string, words: readonly string[]): readonly string[] {
  return execFileSync(program, words, { encoding: 'utf8' }).trim().split('\n')
}

/** Gives a cluster an image named after what is in it: once, and so that checkouts do not take each other's. */
export async function provideImage(
  cluster: TestedCluster,
  repository: string,
  image: Omit<Image, 'name'>,
): Promise<string> {
  const { loadImage } = cluster
  if (!loadImage) throw new Error('Set CLUSTER_LOAD_IMAGE to the command that gives an archive to the cluster.')
  const [unnamed] = ociArchive([{ ...image, name: repository }]).digests.values()
  const name = `${repository}:${unnamed!.slice('sha256:'.length, 'sha256:'.length + 12)}`
  if (await cluster.hasImage(name)) return name
  const folder = mkdtempSync(join(tmpdir(), 'regauge-image-'))
  try {
    const archive = join(folder, 'image.tar')
    await writePieces(archive, ociArchive([{ ...image, name }]).pieces)
    await loadImage(archive)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return name
}
