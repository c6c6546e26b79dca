import type { V1EmptyDirVolumeSource, V1Volume, V1VolumeMount } from '@kubernetes/client-node'
import type { KubernetesConfig } from '../config.ts'
import { TEMPORARY_DIRECTORY, WORK_DIRECTORY } from '../runner-layout.ts'
import { quantity } from './resources.ts'

/** The volumes of a pod and where its main container sees them. */
export interface PodVolumes {
  readonly volumes: readonly V1Volume[]
  readonly mounts: readonly V1VolumeMount[]
}

/** The places that can be written to although the image is read-only. */
export function scratchVolumes({ scratch }: Pick<KubernetesConfig, 'scratch'>): PodVolumes {
  const emptyDir = scratch === undefined ? {} : { sizeLimit: quantity(scratch) }
  return {
    volumes: [
      { name: 'regauge-tmp', emptyDir },
      { name: 'regauge-work', emptyDir },
    ],
    mounts: [
      { name: 'regauge-tmp', mountPath: TEMPORARY_DIRECTORY },
      { name: 'regauge-work', mountPath: WORK_DIRECTORY },
    ],
  }
}

/**
 * What a step sees besides: the config's volumes and shared memory. A claim is one volume of the pod, however often it is
 * mounted: pods that have it twice may never start.
 */
export function stepVolumes({ volumes = {}, shm }: Pick<KubernetesConfig, 'volumes' | 'shm'>): PodVolumes {
  const named = Object.entries(volumes).map(([name, volume]): NamedVolume => Object.assign({ name }, volume))
  const groups = [
    ...Map.groupBy(named, (volume) => ('claim' in volume ? `claim ${volume.claim}` : volume.name)).values(),
  ]
  const shared = shm === undefined ? [] : [{ name: 'regauge-shm', emptyDir: memoryDir(shm) }]
  return {
    volumes: [...groups.map(toVolume), ...shared],
    mounts: [
      ...groups.flatMap((group) => group.map((volume) => toMount(group[0]!.name, volume))),
      ...shared.map(({ name }) => ({ name, mountPath: '/dev/shm' })),
    ],
  }
}

type NamedVolume = NonNullable<KubernetesConfig['volumes']>[string] & { readonly name: string }

function toVolume(group: readonly NamedVolume[]): V1Volume {
  const first = group[0]!
  const { name } = first
  if ('claim' in first) {
    const readOnly = group.every((volume) => 'claim' in volume && volume.readOnly)
    return { name, persistentVolumeClaim: { claimName: first.claim, readOnly } }
  }
  const { emptyDir, memory } = first
  return { name, emptyDir: memory ? memoryDir(emptyDir) : { sizeLimit: quantity(emptyDir) } }
}

function toMount(name: string, volume: NamedVolume): V1VolumeMount {
  const { mountPath } = volume
  if (!('claim' in volume)) return { name, mountPath }
  const { subPath, readOnly } = volume
  return { name, mountPath, readOnly, ...(subPath !== undefined && { subPath }) }
}

function memoryDir(size: string): V1EmptyDirVolumeSource {
  return { sizeLimit: quantity(size), medium: 'Memory' }
}
