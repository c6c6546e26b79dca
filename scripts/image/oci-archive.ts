import { createHash } from 'node:crypto'
import { tar, type TarEntry } from './tar.ts'

/** An image to be made. */
export interface Image {
  /** With a tag, e.g. `localhost/regauge-runner:0.1.0`. */
  readonly name: string
  /** From the lowest up. Layers of the same content are stored once. */
  readonly layers: readonly (readonly TarEntry[])[]
  /** As the image specification of OCI names it. */
  readonly config: {
    readonly Cmd?: readonly string[]
    readonly Env?: readonly string[]
    readonly User?: string
    readonly WorkingDir?: string
    readonly Labels?: { readonly [name: string]: string }
  }
}

/** Images as one archive. */
export interface OciArchive {
  /** The bytes to write one after the other; the same images give the same bytes. */
  readonly pieces: readonly Uint8Array[]
  /** By the name of an image, the digest of its manifest, by which a registry and Kubernetes know it. */
  readonly digests: ReadonlyMap<string, string>
}

interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

const ARCHITECTURES: { readonly [arch: string]: string } = { x64: 'amd64' }
const OCI = 'application/vnd.oci.image'

/**
 * Packs images as an OCI image layout, with the index of older Dockers beside it, so that `ctr images import`,
 * `docker load` and `kind load image-archive` take it. Layers are not compressed: what compresses them would differ from
 * machine to machine, and registries are sent them compressed by whatever pushes them.
 */
export function ociArchive(images: readonly Image[]): OciArchive {
  const blobs = new Map<string, readonly Uint8Array[]>()
  const add = (mediaType: string, pieces: readonly Uint8Array[]): Blob => {
    const hash = createHash('sha256')
    for (const piece of pieces) hash.update(piece)
    const digest = `sha256:${hash.digest('hex')}`
    blobs.set(digest, pieces)
    return { mediaType, digest, size: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) }
  }
  const packed = images.map((image) => packImage(image, add))
  const files = new Map<string, readonly Uint8Array[]>([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', json({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests: packed.map(indexed) })],
    ['manifest.json', json(packed.map(dockerManifest))],
    ...[...blobs].map(([digest, pieces]) => [blobPath(digest), pieces] as const),
  ])
  return {
    pieces: tar([...files].map(([path, pieces]) => ({ type: 'file', path, content: whole(pieces) }))),
    digests: new Map(packed.map(({ name, manifest }) => [name, manifest.digest])),
  }
}

interface PackedImage {
  readonly name: string
  readonly manifest: Blob
  readonly config: Blob
  readonly layers: readonly Blob[]
}

function packImage(
  { name, layers: contents, config }: Image,
  add: (mediaType: string, pieces: readonly Uint8Array[]) => Blob,
): PackedImage {
  const layers = contents.map((entries) => add(`${OCI}.layer.v1.tar`, tar(entries)))
  const about = {
    created: new Date(0).toISOString(),
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  }
  const configBlob = add(`${OCI}.config.v1+json`, json(about))
  const mediaType = `${OCI}.manifest.v1+json`
  const manifest = add(mediaType, json({ schemaVersion: 2, mediaType, config: configBlob, layers }))
  return { name, manifest, config: configBlob, layers }
}

function indexed({ name, manifest }: PackedImage): unknown {
  const annotations = {
    'io.containerd.image.name': name,
    'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
  }
  return { ...manifest, annotations }
}

function dockerManifest({ name, config, layers }: PackedImage): unknown {
  const Layers = layers.map(({ digest }) => blobPath(digest))
  return { Config: blobPath(config.digest), RepoTags: [name], Layers }
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

function json(value: unknown): readonly Uint8Array[] {
  return [Buffer.from(JSON.stringify(value))]
}

function whole(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}
