import { isSelected, type StoredObject, type StoredSelection } from './scripted-selector.fixture.ts'

/** What became of an object, as a watch tells it. */
export interface StoredEvent {
  readonly resource: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly object: StoredObject
}

/** What is given to be kept: the server fills in the rest. */
export interface GivenObject {
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly [key: string]: unknown }
  readonly [key: string]: unknown
}

/** The objects of the scripted server, and what became of them since it was compacted. In memory. */
export class ScriptedObjects {
  /** Pods that are deleted stay with a deletionTimestamp until `remove` is called, as if their node took its time. */
  readonly podsLinger: boolean
  readonly #objects = new Map<string, StoredObject>()
  readonly #listeners = new Set<(event: StoredEvent) => void>()
  #history: StoredEvent[] = []
  #version = 1
  #compacted = 0

  constructor(podsLinger: boolean) {
    this.podsLinger = podsLinger
  }

  /** Of the newest change. */
  get version(): number {
    return this.#version
  }

  find(resource: string, name: string, namespace?: string): StoredObject | undefined {
    return this.#objects.get(keyOf(resource, name, namespace))
  }

  select(resource: string, selection: StoredSelection = {}): readonly StoredObject[] {
    return [...this.#objects]
      .filter(([key, object]) => key.startsWith(`${resource} `) && isSelected(object, selection))
      .map(([, object]) => object)
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  }

  /** What would be kept: names and identity are filled in. */
  complete(given: GivenObject, namespace?: string): StoredObject {
    const { name, generateName = '', ...metadata } = given.metadata ?? {}
    const filled = {
      ...(namespace !== undefined && { namespace }),
      ...metadata,
      name: name ?? `${generateName as string}${crypto.randomUUID().slice(0, 5)}`,
      uid: crypto.randomUUID(),
      creationTimestamp: new Date().toISOString(),
    }
    return { ...given, metadata: { ...filled, resourceVersion: String(this.#version) } }
  }

  /** Keeps an object, in the place of the one of its name if there is one. */
  put(resource: string, given: GivenObject, namespace = given.metadata?.namespace): StoredObject {
    const before = given.metadata?.name === undefined ? undefined : this.find(resource, given.metadata.name, namespace)
    const object = this.complete(given, namespace)
    if (before === undefined) return this.#record('ADDED', resource, object)
    const { uid, creationTimestamp } = before.metadata
    return this.#record('MODIFIED', resource, { ...object, metadata: { ...object.metadata, uid, creationTimestamp } })
  }

  /** Changes an object by a merge patch; undefined where there is none. */
  patch(resource: string, place: { readonly name: string; readonly namespace?: string | undefined }, patch: object) {
    const before = this.find(resource, place.name, place.namespace)
    return before && this.#record('MODIFIED', resource, merged(before, patch) as StoredObject)
  }

  /** Lets an object go as somebody asked for it: with what it owns, and pods perhaps not at once. */
  delete(resource: string, object: StoredObject, options: { orphans?: boolean; isNow?: boolean } = {}): void {
    if (this.podsLinger && resource === 'pods' && options.isNow !== true) {
      if (object.metadata.deletionTimestamp !== undefined) return
      const metadata = { ...object.metadata, deletionTimestamp: new Date().toISOString() }
      this.#record('MODIFIED', resource, { ...object, metadata })
      return
    }
    this.remove(resource, object)
    if (options.orphans) return
    for (const [key, owned] of this.#objects) {
      const isOwned = owned.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid)
      if (isOwned) this.delete(key.slice(0, key.indexOf(' ')), owned)
    }
  }

  /** An object is gone. */
  remove(resource: string, { metadata: { name, namespace } }: StoredObject): void {
    const key = keyOf(resource, name, namespace)
    const object = this.#objects.get(key)
    if (object === undefined) return
    this.#record('DELETED', resource, object)
    this.#objects.delete(key)
  }

  /** Forgets what was before now, so that nobody can go on from there. */
  compact(): void {
    this.#history = []
    this.#version += 1
    this.#compacted = this.#version
  }

  /** What happened after a version, and from now on, until the listener is stopped; undefined where it is forgotten. */
  since(version: number, listener: (event: StoredEvent) => void): (() => void) | undefined {
    if (version < this.#compacted) return undefined
    for (const event of this.#history) if (event.version > version) listener(event)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #record(type: StoredEvent['type'], resource: string, object: StoredObject): StoredObject {
    this.#version += 1
    const kept = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } }
    this.#objects.set(keyOf(resource, kept.metadata.name, kept.metadata.namespace), kept)
    const event = { type, resource, version: this.#version, object: kept }
    this.#history.push(event)
    for (const listener of this.#listeners) listener(event)
    return kept
  }
}

function keyOf(resource: string, name: string, namespace = ''): string {
  return `${resource} ${namespace}/${name}`
}

/** RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  }
  return result
}
