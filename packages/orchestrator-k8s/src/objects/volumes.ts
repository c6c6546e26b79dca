import type { V1Volume, V1VolumeMount } from '@kubernetes/client-node'
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

/** What a step sees besides: the config's volumes and shared memory. */
export function stepVolumes({ volumes = {}, shm }: Pick<KubernetesConfig, 'volumes' | 'shm'>): PodVolumes {
  const all = Object.entries(volumes).map(([name, volume]) => toVolume(name, volume))
  if (shm !== undefined) {
    all.push({
      volume: { name: 'regauge-shm', emptyDir: { medium: 'Memory', sizeLimit: quantity(shm) } },
      mount: { name: 'regauge-shm', mountPath: '/dev/shm' },
    })
  }
  return { volumes: all.map(({ volume }) => volume), mounts: all.map(({ mount }) => mount) }
}

type VolumeConfig = NonNullable<KubernetesConfig['volumes']>[string]

function toVolume(name: string, config: VolumeConfig): { volume: V1Volume; mount: V1VolumeMount } {
  if ('claim' in config) {
    const { claim, mountPath, subPath, readOnly } = config
    return {
      volume: { name, persistentVolumeClaim: { claimName: claim, readOnly } },
      mount: { name, mountPath, readOnly, ...(subPath !== undefined && { subPath }) },
    }
  }
  const { emptyDir, mountPath, memory } = config
  return {
    volume: { name, emptyDir: { sizeLimit: quantity(emptyDir), ...(memory && { medium: 'Memory' }) } },
    mount: { name, mountPath },
  }
}
