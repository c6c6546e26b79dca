import { RegaugeError } from '@regauge/core/errors'
import { isSecretName, secretVariable } from '@regauge/core/stack'
import { names } from '../names.ts'
import type { ObjectScope } from './scope.ts'

/** A key of a Secret in the namespace of the run. */
export interface SecretKey {
  readonly secret: string
  readonly key: string
}

/** By the name of the environment variable that holds it. */
export type SecretReferences = { readonly [variable: string]: SecretKey }

const OBJECT_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

/**
 * Where the secrets of a step lie in a cluster: `hf.token` is the key `token` of the Secret `hf`, in the variable
 * `REGAUGE_SECRET_HF_TOKEN`. Everything behind the first dot is the key. Throws `KUBERNETES_SECRET_NAME_INVALID` for
 * names that no Secret can have, and for two that would share a variable.
 */
export function secretReferences(secrets: readonly string[]): SecretReferences {
  const references = new Map<string, SecretKey & { readonly name: string }>()
  for (const name of secrets) {
    const [secret, key] = splitName(name)
    const variable = secretVariable(name)
    const taken = references.get(variable)
    if (taken && taken.name !== name) {
      throw new RegaugeError('KUBERNETES_SECRET_NAME_INVALID', {
        message: `The secrets "${taken.name}" and "${name}" would both be in the variable ${variable}.`,
        hint: 'Give one of them another name.',
        details: { secrets: [taken.name, name], variable },
      })
    }
    references.set(variable, { name, secret, key })
  }
  return Object.fromEntries([...references].map(([variable, { secret, key }]) => [variable, { secret, key }]))
}

/** Where the values of {@link runSecret} lie. */
export function runSecretReferences(
  { run, epoch }: Pick<ObjectScope, 'run' | 'epoch'>,
  variables: readonly string[],
): SecretReferences {
  const secret = names.secret(run, epoch)
  return Object.fromEntries(variables.map((variable) => [variable, { secret, key: variable }]))
}

function splitName(name: string): readonly [secret: string, key: string] {
  const dot = name.indexOf('.')
  const [secret, key] = [name.slice(0, dot), name.slice(dot + 1)]
  if (isSecretName(name) && OBJECT_NAME.test(secret)) return [secret, key]
  throw new RegaugeError('KUBERNETES_SECRET_NAME_INVALID', {
    message: `"${name}" cannot name a secret in Kubernetes: no Secret there can be called "${secret}".`,
    hint: 'Use small letters, digits and "-" before the first dot, such as "hf.token": the key "token" of the Secret "hf".',
    details: { secret: name },
  })
}
