/** What Kubernetes is asked to make, and what becomes of it. Those of pods stand in outcome records. */
export const KUBERNETES_OBJECT_ERRORS = {
  KUBERNETES_SECRET_NAME_INVALID: {
    summary: 'A step wants a secret whose name no Secret in Kubernetes can have, or two whose variables are the same.',
    remedy: 'Use small letters, digits and "-" in the part before the first dot, which names the Secret.',
    exit: 2,
  },
  KUBERNETES_OBJECT_FOREIGN: {
    summary: 'An object in the cluster has the name that a run needs, and is not what the run would have made.',
    remedy: 'Delete the object, or submit the run under another id.',
    exit: 2,
  },
  KUBERNETES_SCHEDULE_INVALID: {
    summary: 'A schedule has a deadline that is too short for Kubernetes.',
    remedy: 'Give the schedule a deadline of 10s at least.',
    exit: 2,
  },
  KUBERNETES_IMAGE_UNAVAILABLE: {
    summary: 'The image of a pod cannot be pulled, or its name is none.',
    remedy: 'Correct the name, push the image, or name a Secret to pull it with in `imagePullSecrets`.',
    exit: 2,
  },
  KUBERNETES_POD_MISCONFIGURED: {
    summary:
      'A container cannot be made or started as it is described: a Secret, a key, a volume or a program is missing.',
    remedy: 'Make what the message names, or correct the config of the stack that asks for it.',
    exit: 2,
  },
  KUBERNETES_POD_REFUSED: {
    summary:
      'The cluster takes the Job of a step but not its pod: quota, service account, limits or an admission rule.',
    remedy:
      'Read the message: it is the answer of the API server. Correct the config of the stack, or ask for more quota.',
    exit: 2,
  },
  KUBERNETES_POD_UNSCHEDULABLE: {
    summary: 'No node could take a pod until its deadline had passed.',
    remedy: 'Ask for less, correct the node selector, add nodes, or raise `deadlines.pending` of the stack.',
    exit: 2,
  },
  KUBERNETES_POD_NOT_STARTED: {
    summary: 'A pod was not made, or not started on its node, before its deadline had passed.',
    remedy: 'Look at the events of the pod and the Job with `kubectl describe`; the controllers may be overloaded.',
    exit: 1,
  },
  KUBERNETES_POD_DISRUPTED: {
    summary: 'The cluster ended a pod: it was evicted, preempted, or its node was drained or shut down.',
    remedy: 'It is tried again within its infrastructure budget; a priority class or other nodes make it rarer.',
    exit: 1,
  },
  KUBERNETES_POD_DELETED: {
    summary: 'A pod or its Job was deleted while it ran, and not by Regauge.',
    remedy: 'It is tried again within its infrastructure budget; use `regauge runs cancel` to stop a run.',
    exit: 1,
  },
  KUBERNETES_POD_DISK_FULL: {
    summary: 'A pod wrote more to its disk or to a volume than it may, and was evicted.',
    remedy: 'Raise `scratch`, `resources.ephemeralStorage` or the size of the volume in the stack, or write less.',
    exit: 1,
  },
  KUBERNETES_NODE_SILENT: {
    summary: 'The node of a pod does not answer any more, so the attempt was given up.',
    remedy: 'It is tried again within its infrastructure budget; nothing that the old pod writes counts.',
    exit: 1,
  },
} as const
