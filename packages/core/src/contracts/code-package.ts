import type { Digest } from '../util/digest.ts'

/** What a code package holds: `code/<digest>/manifest.json`. Its canonical JSON's SHA-256 is the package's digest. */
export interface CodeManifest {
  readonly schema: 'regauge.code/1'
  /** The pipeline's module, relative to the project's root, and the export that holds the pipeline. */
  readonly module: string
  readonly export: string
  /** The bundle's own file name. */
  readonly entry: string
  /**
   * Every file of the package but this one, by name relative to the package: the bundle, its source map, and under
   * `files/` what command steps take along, relative to the module. Content lies under `code/<digest>/files/<name>`.
   */
  readonly files: { readonly [name: string]: CodeFile }
  /** Packages left outside of the bundle and the exact versions found in the project. */
  readonly externals: { readonly [name: string]: string }
}

/** One file of a code package. */
export interface CodeFile {
  readonly digest: Digest
  readonly size: number
  readonly executable?: boolean
}
