import type { RemoteEnv } from '@regauge/core/remote'
import type { ApiClient } from '../api/api-client.ts'
import { createObject } from '../api/create-object.ts'
import { SECRETS } from '../api/resources.ts'
import type { Environment } from './environment.ts'
import { runSecret } from './run-secret.ts'
import type { ObjectScope } from './scope.ts'
import { runSecretReferences, secretReferences } from './secret-references.ts'
import { unlessThere } from './unless-there.ts'

/** Makes the Secret of an epoch where there is anything for it. An epoch's values do not change, so that twice is fine. */
export async function ensureRunSecret(
  client: ApiClient,
  scope: ObjectScope,
  { values, signal }: { readonly values: RemoteEnv['secret']; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (Object.keys(values).length === 0) return
  const object = runSecret(scope, values)
  await unlessThere(createObject(client, SECRETS, { object, isDeterministic: true, signal }))
}

/** The environment of a runner or driver, with the secrets of that name in the namespace. */
export function toEnvironment(
  { plain, secret }: RemoteEnv,
  scope: Pick<ObjectScope, 'run' | 'epoch'>,
  secrets: readonly string[],
): Environment {
  return {
    env: plain,
    secretEnv: { ...runSecretReferences(scope, Object.keys(secret)), ...secretReferences(secrets) },
  }
}
