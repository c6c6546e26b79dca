import { RegaugeError } from '@regauge/core/errors'
import { Document } from 'yaml'
import type { Command } from '../context.ts'
import { importInstalled } from '../import-installed.ts'
import { printJson } from '../output/print.ts'

/** What `k8s manifests` takes. */
export interface K8sManifestsOptions {
  readonly namespace: string
  readonly driverServiceAccount: string
  readonly clientGroup: string
  readonly networkPolicies?: boolean
}

/** What this command uses of the entry `@regauge/orchestrator-k8s/manifests`. */
interface ManifestsEntry {
  readonly manifests: (
    options: K8sManifestsOptions,
  ) => readonly { readonly comment: readonly string[]; readonly object: object }[]
}

/** The names that a stack takes for them, too. */
const NAMES = {
  namespace: {
    pattern: /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
    hint: 'Use small letters, digits and "-", 63 at most, beginning and ending with a letter or digit.',
  },
  'service account': {
    pattern: /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
    hint: 'Use small letters, digits and "-", in parts with "." between them, 253 at most; each begins and ends with a letter or digit.',
  },
} as const

/** Prints the objects that a namespace needs before the first run, as YAML that `kubectl apply` takes. */
export const k8sManifests: Command<K8sManifestsOptions> = async (options, context) => {
  const { namespace, driverServiceAccount, clientGroup, networkPolicies = false, json } = options
  assertName('namespace', namespace)
  assertName('service account', driverServiceAccount)
  const entry = await importInstalled(context.cwd, '@regauge/orchestrator-k8s/manifests')
  // The package belongs to this release; the command does not import it statically, since few projects need it.
  const { manifests } = entry as unknown as ManifestsEntry
  const printed = manifests({ namespace, driverServiceAccount, clientGroup, networkPolicies })
  if (json) printJson(context, { manifests: printed.map(({ object }) => object) })
  else context.stdout.write(printed.map(({ comment, object }) => toYaml(comment, object)).join('---\n'))
  return 0
}

function toYaml(comment: readonly string[], object: object): string {
  const document = new Document(object)
  // Above the document itself it would be parted from it by an empty line.
  if (comment.length > 0) document.contents!.commentBefore = comment.map((line) => ` ${line}`).join('\n')
  return document.toString({ lineWidth: 0 })
}

function assertName(what: keyof typeof NAMES, name: string): void {
  const { pattern, hint } = NAMES[what]
  if (pattern.test(name)) return
  throw new RegaugeError('USAGE_INVALID', {
    message: `"${name}" cannot be the name of a ${what}.`,
    hint,
  })
}
