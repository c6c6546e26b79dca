/** The version of this package; a test compares it to the manifest. */
export const VERSION = '0.1.0'
