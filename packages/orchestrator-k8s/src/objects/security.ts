import type { V1PodSecurityContext, V1SeccompProfile, V1SecurityContext } from '@kubernetes/client-node'
import type { KubernetesConfig } from '../config.ts'

/** What the restricted Pod Security Standard asks of a pod. */
export function podSecurity({ security }: Pick<KubernetesConfig, 'security'>): V1PodSecurityContext {
  const { runAsUser, runAsGroup, fsGroup, supplementalGroups } = security
  return {
    runAsNonRoot: true,
    runAsUser,
    ...(runAsGroup !== undefined && { runAsGroup }),
    // Without this policy every start would walk through the whole volume.
    ...(fsGroup !== undefined && { fsGroup, fsGroupChangePolicy: 'OnRootMismatch' }),
    ...(supplementalGroups !== undefined && { supplementalGroups: [...supplementalGroups] }),
    seccompProfile: seccompProfile(security),
  }
}

/** What the restricted Pod Security Standard asks of each container, and a root file system that cannot be changed. */
export function containerSecurity({ security }: Pick<KubernetesConfig, 'security'>): V1SecurityContext {
  return {
    privileged: false,
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    runAsUser: security.runAsUser,
    readOnlyRootFilesystem: security.readOnlyRootFilesystem,
    capabilities: { drop: ['ALL'] },
    seccompProfile: seccompProfile(security),
  }
}

function seccompProfile({ seccompProfile }: KubernetesConfig['security']): V1SeccompProfile {
  return seccompProfile === undefined
    ? { type: 'RuntimeDefault' }
    : { type: 'Localhost', localhostProfile: seccompProfile }
}
