/**
 * The packages in the runner image, and those of their entries that programs of the image or flavors of others import.
 * Entries that bundle code are not among them: submitting is not what a pod is for.
 */
export const ENTRIES = {
  core: [
    '.',
    './artifacts',
    './composition',
    './errors',
    './records',
    './runtime',
    './stack',
    './store',
    './units',
    './worker',
    './runner',
    './remote',
    './remote-driver',
    './remote-probe',
    './scheduled',
  ],
  'artifact-store-s3': ['.'],
  'artifact-store-gcs': ['.'],
  'artifact-store-azure': ['.'],
  'orchestrator-k8s': ['.', './scheduled-driver'],
} as const satisfies { readonly [folder: string]: readonly string[] }
