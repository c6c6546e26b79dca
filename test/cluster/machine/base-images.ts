import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { ociArchive } from '../../../scripts/image/oci-archive.ts'
import type { TarEntry } from '../../../scripts/image/tar.ts'
import { writePieces } from '../../../scripts/image/write-pieces.ts'

// `node base-images.ts ARCHIVE`: images that the cluster always has, of the machine's own static busybox.
const busybox = '/bin/busybox'
const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')
const layer: readonly TarEntry[] = [
  { type: 'file', path: 'bin/busybox', content: readFileSync(busybox), executable: true },
  ...applets
    .filter((name) => name !== 'busybox')
    .map((name) => ({ type: 'link', path: `bin/${name}`, target: 'busybox' }) as const),
  { type: 'directory', path: 'tmp', mode: 0o1777 },
  { type: 'file', path: 'etc/passwd', content: Buffer.from('root:x:0:0:root:/:/bin/sh\n') },
]
const { pieces } = ociArchive([
  { name: 'localhost/pause:1', layers: [layer], config: { Cmd: ['/bin/sleep', '2147483647'], User: '65534' } },
  { name: 'localhost/busybox:1', layers: [layer], config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'] } },
])
await writePieces(process.argv[2]!, pieces)
