import { parseDuration, parseSize } from '@regauge/core/units'
import { z } from 'zod'

/** A duration longer than nothing, such as `30s`. */
export const duration = () =>
  z.string().refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "30s" is expected')

/** An amount of bytes with its unit, such as `16Gi`. */
export const size = () => z.string().refine((text) => (parseSize(text) ?? 0) > 0, 'a size such as "8Gi" is expected')

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = String.raw`${LABEL}(?:\.${LABEL})*`

/** A name that is a label of DNS: namespaces. */
export const dnsLabel = () =>
  z.string().regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, 'small letters, digits and "-" are expected, 63 at most')

/** The name of most objects of Kubernetes: a subdomain of DNS. */
export const objectName = () =>
  z
    .string()
    .max(253)
    .regex(
      new RegExp(`^${SUBDOMAIN}$`),
      'the name of an object is expected: small letters, digits and "-", in parts with "." between them',
    )

/** Keys that only Regauge sets. */
const OWN_KEY = /^(?:regauge\.dev\/|app\.kubernetes\.io\/managed-by$)/

const QUALIFIED = new RegExp(String.raw`^(?:${SUBDOMAIN}/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$`)

const key = () =>
  z
    .string()
    .regex(QUALIFIED, 'a key such as "team" or "example.com/team" is expected')
    .refine((text) => !OWN_KEY.test(text), 'this key is set by Regauge itself')

/** A record that says of a key what is wrong with it. */
export const record = <Value extends z.ZodType>(key: z.ZodString, value: Value) =>
  z.record(key, value, { error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) })

/** Labels of one's own. */
export const labels = () =>
  record(
    key(),
    z.string().regex(/^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/, 'this cannot be the value of a label'),
  )

/** Annotations of one's own. */
export const annotations = () => record(key(), z.string())

/** Plain values for an environment. */
export const environment = () =>
  record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable is expected')
      .refine((name) => !name.startsWith('REGAUGE_'), 'variables that begin with REGAUGE_ are set by Regauge itself'),
    z.string(),
  )

/** A user or group of the container that is not root. */
export const nonRoot = () =>
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
