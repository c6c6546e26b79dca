import type { Probe } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { reviewAccess } from '../api/access-review.ts'
import { getObject } from '../api/get-object.ts'
import { SECRETS } from '../api/resources.ts'
import { secretReferences, type SecretKey } from '../objects/secret-references.ts'
import { lookAtPlace, type PlaceLook, type ProbedPlace } from './probed-place.ts'

/** That the Secrets are there that the store's references and the images need. Nobody has to be allowed to look. */
export function secretsProbe(place: ProbedPlace): Probe {
  return lookAtPlace(place, 'secret keys', async (look) => {
    const { client, namespace, context, config, signal } = look
    const keys = Object.values(secretReferences(context.storeNeeds().secrets))
    const pulling = (config.imagePullSecrets ?? []).map((secret) => ({ secret, key: '.dockerconfigjson' }))
    const wanted = [...keys, ...pulling]
    if (wanted.length === 0) return 'the stack refers to none in the cluster'
    const { allowed } = await reviewAccess(client, { verb: 'get', resource: SECRETS, namespace }, { signal })
    if (!allowed) return 'not looked at, since nobody has to be allowed to; the pods below tell'
    for (const each of wanted) await assertThere(each, look)
    return wanted.map(({ secret, key }) => `${secret}.${key}`).join(', ')
  })
}

async function assertThere({ secret, key }: SecretKey, { client, namespace, signal }: PlaceLook): Promise<void> {
  const found = await getObject(client, SECRETS, { name: secret, namespace, signal })
  if (found?.data && key in found.data) return
  const lacks = found ? `has no key "${key}"` : 'does not exist'
  throw new RegaugeError('KUBERNETES_OBJECT_NOT_FOUND', {
    message: `The Secret "${secret}" in namespace "${namespace}" ${lacks}.`,
    hint: `Make it, e.g.: kubectl create secret generic ${secret} --namespace ${namespace} --from-literal=${key}=…`,
    details: { namespace, secret, key },
  })
}
