import type { Probe } from '@regauge/core'
import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import { type AccessAnswer, type AccessQuestion, reviewAccess, reviewAccessOf } from '../api/access-review.ts'
import { applyManifests } from '../api/kubernetes-error.ts'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import { PERMISSIONS, type Permission } from '../manifests/permissions.ts'
import { lookAtPlace, type ProbedPlace } from './probed-place.ts'

/** Who asks, and whom to give what is missing. */
interface Asking {
  readonly namespace: string
  /** The subject of a sentence. */
  readonly who: string
  readonly hint: string
  readonly review: (question: AccessQuestion) => Promise<AccessAnswer>
}

/** A probe for each kind of resource: whether we may do with it all that Regauge does. */
export function accessProbes(place: ProbedPlace): readonly Probe[] {
  // A step operator does on this machine what a driver in the cluster does there.
  return PERMISSIONS[place.driver ? 'client' : 'driver'].map((permission) =>
    lookAtPlace(place, nameOf(permission), async ({ client, namespace, signal }) => {
      const who = `Whoever asks by ${client.connection.source}`
      const review = (question: AccessQuestion) => reviewAccess(client, question, { signal })
      const missing = await missingVerbs(permission, { namespace, review })
      assertNone([[permission, missing]], { namespace, who, hint: clientHint(namespace) })
      return `may ${permission.verbs.join(', ')}`
    }),
  )
}

/** That the service account of drivers may do all that they do, where we may ask about others. */
export function driverAccessProbe(place: ProbedPlace, { serviceAccount }: KubernetesOrchestratorConfig): Probe {
  return lookAtPlace(place, "driver's role", async ({ client, namespace, signal }) => {
    const review = (question: AccessQuestion) => reviewAccessOf(client, serviceAccount, { question, signal })
    const asking = {
      namespace,
      who: `The service account "${serviceAccount}" of drivers`,
      hint: `Give it its Role: regauge k8s manifests --namespace ${namespace} --driver-service-account ${serviceAccount} | kubectl apply -f -`,
    }
    try {
      const missing: [Permission, readonly string[]][] = []
      for (const permission of PERMISSIONS.driver) {
        missing.push([permission, await missingVerbs(permission, { namespace, review })])
      }
      assertNone(missing, asking)
      return `all that drivers do, as "${serviceAccount}"`
    } catch (thrown) {
      // Of our own errors none has a verb: it is the question that was refused.
      if (!isRegaugeError(thrown) || thrown.details['verb'] !== 'create') throw thrown
      return `not known, since asking about others is not allowed; the first run tells`
    }
  })
}

/** As roles name it: `jobs.batch`. */
function nameOf({ group, resource }: Permission): string {
  return group === '' ? resource : `${resource}.${group}`
}

async function missingVerbs(
  { group, resource, verbs }: Permission,
  { namespace, review }: Pick<Asking, 'namespace' | 'review'>,
): Promise<readonly string[]> {
  const kind = { kind: '', apiVersion: group === '' ? 'v1' : `${group}/v1`, plural: resource, namespaced: true }
  const questions = verbs.map(async (verb) => {
    const { allowed } = await review({ verb, resource: kind, namespace })
    return allowed ? [] : [verb]
  })
  return (await Promise.all(questions)).flat()
}

function assertNone(
  missing: readonly (readonly [Permission, readonly string[]])[],
  { namespace, who, hint }: Omit<Asking, 'review'>,
): void {
  const lacking = missing.filter(([, verbs]) => verbs.length > 0)
  if (lacking.length === 0) return
  const list = lacking.map(([permission, verbs]) => `${verbs.join(', ')} ${nameOf(permission)} (${permission.reason})`)
  throw new RegaugeError('KUBERNETES_DENIED', {
    message: `${who} may not do this in namespace "${namespace}": ${list.join('; ')}.`,
    hint,
    details: { namespace, missing: Object.fromEntries(lacking.map(([each, verbs]) => [nameOf(each), verbs])) },
  })
}

function clientHint(namespace: string): string {
  const apply = applyManifests(namespace)
  const bind = `kubectl create rolebinding NAME --namespace ${namespace} --role regauge-client --user USER`
  return `Have this done by somebody who may: ${apply}; then, for those who are not in its group: ${bind}`
}
