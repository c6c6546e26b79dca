/** The names that secrets may have: at least two names joined by dots. */
export const SECRET_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z][A-Za-z0-9_-]{0,62})+$/

/** What the name of a secret looks like, for messages. */
export const SECRET_NAME_RULE = 'a store and a key, such as "hf.token"'

/** Whether a text may name a secret. */
export function isSecretName(text: string): boolean {
  return SECRET_NAME.test(text)
}

/** The environment variable that gives a secret: `hf.token` is `REGAUGE_SECRET_HF_TOKEN`. */
export function secretVariable(name: string): string {
  return `REGAUGE_SECRET_${name.toUpperCase().replaceAll(/[.-]/g, '_')}`
}
