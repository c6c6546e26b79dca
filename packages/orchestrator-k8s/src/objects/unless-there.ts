import { isRegaugeError } from '@regauge/core/errors'

/** What a creation gives, or undefined where an object of that name stands already. */
export async function unlessThere<T>(creating: Promise<T>): Promise<T | undefined> {
  try {
    return await creating
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'KUBERNETES_OBJECT_EXISTS') return undefined
    throw thrown
  }
}
