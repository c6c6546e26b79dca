/** Clusters of Kubernetes, as the orchestrator and the step operator of that name see them. */
export const KUBERNETES_ERRORS = {
  KUBERNETES_CONFIG_MISSING: {
    summary: 'There is neither a kubeconfig nor the service account of a pod.',
    remedy: 'Set KUBECONFIG or `kubeconfig` in the config of the component, or write ~/.kube/config.',
    exit: 2,
  },
  KUBERNETES_CONFIG_INVALID: {
    summary: 'A kubeconfig cannot be read, or names a context, cluster, user or file that is not there.',
    remedy: 'Correct what the message names; `kubectl config view` shows what kubectl makes of the file.',
    exit: 2,
  },
  KUBERNETES_UNREACHABLE: {
    summary: 'The API server did not answer, or refused for a passing reason.',
    remedy: 'Check the network, the address in the kubeconfig, and that the cluster is up, then try again.',
    exit: 3,
  },
  KUBERNETES_UNAUTHENTICATED: {
    summary: 'The API server does not accept the credentials, or the command that should give them failed.',
    remedy: 'Log in again, or correct the user in the kubeconfig.',
    exit: 3,
  },
  KUBERNETES_DENIED: {
    summary: 'The API server knows who asks, and does not allow the verb on the resource in the namespace.',
    remedy: 'Apply the Role that `regauge k8s manifests` prints, and bind it to whom the message names.',
    exit: 3,
  },
  KUBERNETES_NAMESPACE_MISSING: {
    summary: 'The namespace does not exist, or is being deleted.',
    remedy: 'Create it, or correct `namespace` in the config of the component.',
    exit: 2,
  },
  KUBERNETES_NAMESPACE_DELETED: {
    summary: 'The namespace of a run was deleted while the run was under way.',
    remedy:
      'Make it again, with what `regauge k8s manifests` prints and the secrets of its steps, then resume the run.',
    exit: 3,
  },
  KUBERNETES_OBJECT_NOT_FOUND: {
    summary: 'The cluster has no object of that name.',
    remedy: 'It was never created, has expired, or has been deleted by somebody.',
    exit: 1,
  },
  KUBERNETES_OBJECT_EXISTS: {
    summary: 'The cluster already has an object of that name.',
    remedy: 'Look at the object: somebody else has created it.',
    exit: 1,
  },
  KUBERNETES_CONFLICT: {
    summary: 'An object was changed by somebody else meanwhile, or what it is now does not allow the request.',
    remedy: 'Look at the object, then try again.',
    exit: 1,
  },
  KUBERNETES_OBJECT_INVALID: {
    summary: 'The API server, or a policy of the cluster, refuses an object; the message lists what is wrong.',
    remedy: 'Correct the pod template in the config of the component, or the policy that refuses it.',
    exit: 2,
  },
  KUBERNETES_QUOTA_EXCEEDED: {
    summary: 'A quota of the namespace is used up.',
    remedy: 'Wait for what runs there, ask for less, or raise the quota.',
    exit: 3,
  },
  KUBERNETES_VERSION_EXPIRED: {
    summary: 'The API server no longer keeps the version of a list that it was asked to go on from.',
    remedy: 'List again.',
    exit: 3,
  },
  KUBERNETES_UNSUITABLE: {
    summary: 'The API server does not know a request, or answers in a way that Kubernetes does not.',
    remedy: 'Use a cluster of a supported version, and look for a proxy on the way that changes answers.',
    exit: 2,
  },
} as const
