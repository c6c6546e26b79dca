import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ArtifactStore, RegaugeError } from '@regauge/core'
import { bytesSource, listAll } from '@regauge/core/artifacts'
import { openSecrets, openStore } from '@regauge/core/stack'
import type { CreatedStore } from '../artifact-store/store-test.ts'
import type { StorePlace } from './request.ts'

/** A store that no other test has, as another process is told of it. */
interface FreshPlace extends StorePlace {
  /** Where relative paths of its config lie. */
  readonly root: string
}

/**
 * Opens an empty store for one test. Relative paths of its config lie in a new directory, and its prefix gets a new folder;
 * `remove` takes away both.
 */
export async function createFreshStore(place: StorePlace): Promise<CreatedStore> {
  const { component, remove } = freshComponent(place)
  const root = await mkdtemp(join(tmpdir(), 'regauge-kit-'))
  const removeRoot = () => rm(root, { recursive: true, force: true })
  const argument: FreshPlace = { ...place, component, root }
  try {
    return {
      store: await open(argument),
      reopen: { module: pathToFileURL(OWN).href, argument },
      async remove() {
        await removeRoot()
        await remove()
      },
    }
  } catch (thrown) {
    await removeRoot()
    throw thrown
  }
}

const OWN = createRequire(import.meta.url).resolve('@regauge/testing/flavor-test/fresh-store')

/** Opens the store of a fresh place; the kit's other processes call it, too. */
export function open(argument: unknown): Promise<ArtifactStore> {
  // `createFreshStore` made it.
  const { projectRoot, packages, component, root } = argument as FreshPlace
  const { env } = process
  const secrets = openSecrets({ root: projectRoot }, { env })
  return openStore({ component, packages }, { projectRoot, dataRoot: root, env, secrets })
}

/** The component with a prefix of its own, where it has one, and how to be rid of what comes to lie below it. */
export function freshComponent(place: StorePlace): {
  readonly component: StorePlace['component']
  readonly remove: () => Promise<void>
} {
  const { component, prefixed } = place
  if (!prefixed) return { component, remove: async () => {} }
  const folder = `regauge-kit-${randomUUID()}`
  const outer = component.config['prefix']
  const prefix = typeof outer === 'string' && outer !== '' ? `${outer}/${folder}` : folder
  return {
    component: { ...component, config: { ...component.config, prefix } },
    async remove() {
      // From outside, so that what the store keeps for itself is seen, too.
      await using store = await open({ ...place, root: tmpdir() })
      const keys: string[] = []
      for await (const { key } of listAll(store, `${folder}/`)) keys.push(key)
      await store.delete(keys)
    },
  }
}

/**
 * Looks whether stores of a place are apart from each other, so that tests of one do not meet the objects of another, or
 * somebody's own. Throws `FLAVOR_TEST_NOT_APART`, and what the store throws.
 */
export async function assertApart(place: StorePlace): Promise<void> {
  const key = `probes/${randomUUID()}`
  const [one, other] = [await createFreshStore(place), await createFreshStore(place)]
  try {
    await one.store.put(key, bytesSource(new Uint8Array()))
    const isSeen = (await other.store.stat(key)) !== undefined
    await one.store.delete([key])
    if (!isSeen) return
  } finally {
    for (const each of [one, other]) {
      await each.store[Symbol.asyncDispose]()
      // A store that is out of reach has said so already.
      await each.remove?.().catch(() => undefined)
    }
  }
  throw new RegaugeError('FLAVOR_TEST_NOT_APART', {
    message: `Every store of flavor "${place.component.flavor}" with this config is the same one, and tests would meet in it.`,
    hint: 'Give a relative path, which is taken from a new directory for each test, or a flavor whose config has a "prefix".',
    details: { flavor: place.component.flavor },
  })
}
