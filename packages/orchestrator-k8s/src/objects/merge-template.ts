import type { V1PodTemplateSpec, V1SecurityContext } from '@kubernetes/client-node'
import type { KubernetesConfig } from '../config.ts'

/** Members of lists that are one member where this field is the same; all other lists are replaced as wholes. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
}

/** Lists that are put together. */
const JOINED: ReadonlySet<string> = new Set(['tolerations'])

/** What is never put together from two sources. */
const WHOLE: ReadonlySet<string> = new Set(['volumes', 'volumeMounts', 'env', 'securityContext'])

/**
 * A config's `podTemplate` with a template of ours over it, as Kubernetes merges templates: mappings field by field,
 * containers, variables and volumes by name. What is ours wins; every container, also a foreign one, gets `security`.
 */
export function mergeTemplate(
  ours: V1PodTemplateSpec,
  { podTemplate }: Pick<KubernetesConfig, 'podTemplate'>,
  security: V1SecurityContext,
): V1PodTemplateSpec {
  if (podTemplate === undefined) return ours
  const spec: Mapping = podTemplate.spec ?? {}
  const secure = (list: 'containers' | 'initContainers') => {
    const containers = spec[list]
    const each = (container: unknown) =>
      isMapping(container) ? Object.assign({}, container, { securityContext: security }) : container
    return Array.isArray(containers) ? { [list]: containers.map(each) } : {}
  }
  const theirs = { ...podTemplate, spec: { ...spec, ...secure('containers'), ...secure('initContainers') } }
  // What stands in the hatch is for the API server to judge, which is asked before a run begins.
  return mergeOver(theirs, ours) as V1PodTemplateSpec
}

type Mapping = Readonly<Record<string, unknown>>

function mergeOver(under: unknown, over: unknown, field = ''): unknown {
  if (Array.isArray(under) && Array.isArray(over)) return mergeLists(under, over, field)
  if (!isMapping(under) || !isMapping(over) || WHOLE.has(field)) return over
  const merged: Record<string, unknown> = { ...under }
  for (const [name, member] of Object.entries(over)) {
    merged[name] = Object.hasOwn(under, name) ? mergeOver(under[name], member, name) : member
  }
  return merged
}

function mergeLists(under: readonly unknown[], over: readonly unknown[], field: string): readonly unknown[] {
  if (JOINED.has(field)) return [...under, ...over]
  const key = MERGE_KEYS[field]
  if (key === undefined) return over
  const keyOf = (member: unknown) => (isMapping(member) ? member[key] : undefined)
  const ours = new Set(over.map(keyOf))
  const theirs = new Map(under.map((member) => [keyOf(member), member]))
  const merged = over.map((member) => {
    const below = theirs.get(keyOf(member))
    return below === undefined || WHOLE.has(field) ? member : mergeOver(below, member)
  })
  // What is ours comes first: tools take the first container for the main one.
  return [...merged, ...under.filter((member) => !ours.has(keyOf(member)))]
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
