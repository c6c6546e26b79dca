import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMPILE_CACHE, compileCache } from './compile-cache.ts'
import { licencesOf } from './licences.ts'
import { nodeRuntime } from './node-runtime.ts'
import type { Image } from './oci-archive.ts'
import { runnerBundle } from './runner-bundle.ts'
import type { TarEntry } from './tar.ts'

/** The user that processes of the image are where nobody says otherwise. */
const USER = '1000'

/**
 * The image in which drivers and steps run: Node, its libraries, and our packages below `/regauge`. It has no shell, needs
 * no writable place but `/tmp`, and runs as any user. `/regauge/bin/install TARGET` copies that folder, so that an init
 * container brings it into an image of somebody else's.
 */
export async function runnerImage(root: string): Promise<Omit<Image, 'name'>> {
  const { files, modules } = await runnerBundle(root)
  const install = readFileSync(join(import.meta.dirname, 'install.txt'))
  const own: readonly TarEntry[] = [
    ...files,
    { type: 'file', path: 'regauge/bin/install', content: install, executable: true },
    { type: 'file', path: 'regauge/licences/regauge.txt', content: readFileSync(join(root, 'LICENSE')) },
    { type: 'file', path: 'regauge/licences/packages.txt', content: Buffer.from(licencesOf(root, modules)) },
  ]
  return {
    // What changes seldom lies below.
    layers: [
      [...nodeRuntime(), ...system()],
      [...own, ...compileCache(files)],
    ],
    config: {
      User: USER,
      Env: ['PATH=/regauge/bin:/usr/local/bin:/usr/bin:/bin', 'HOME=/tmp', `NODE_COMPILE_CACHE=/${COMPILE_CACHE}`],
      WorkingDir: '/tmp',
      Cmd: ['node'],
      Labels: { 'org.opencontainers.image.title': 'Regauge runner', 'org.opencontainers.image.licenses': 'Apache-2.0' },
    },
  }
}

/** The little that programs expect of a system. */
function system(): readonly TarEntry[] {
  const text = (path: string, lines: readonly string[]): TarEntry => {
    return { type: 'file', path, content: Buffer.from(lines.map((line) => `${line}\n`).join('')) }
  }
  return [
    text('etc/passwd', ['root:x:0:0:root:/:/bin/sh', `regauge:x:${USER}:${USER}:regauge:/tmp:/bin/sh`]),
    text('etc/group', ['root:x:0:', `regauge:x:${USER}:`]),
    // Without it, names of /etc/hosts would not be found where DNS answers that it knows none.
    text('etc/nsswitch.conf', ['hosts: files dns']),
    { type: 'directory', path: 'tmp', mode: 0o1777 },
    { type: 'link', path: 'usr/local/bin/node', target: '/regauge/bin/node' },
  ]
}
