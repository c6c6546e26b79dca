import { isName } from '../util/names.ts'
import { isMissing } from './check-shape.ts'
import { componentNodes } from './components.ts'
import { entryOf, textOf, type MapNode } from './document-tree.ts'
import type { Issue } from './issue.ts'
import { formatPath } from './origin.ts'
import { readDocument } from './read-document.ts'
import { STACK_SHAPE } from './stack-shape.ts'

/** Reads and checks one stack file by itself; what it extends is not looked at. */
export function readStackDocument(path: string, options: { name: string; shown: string }): Promise<MapNode> {
  return readDocument(path, {
    shown: options.shown,
    shape: STACK_SHAPE,
    unreadable: 'STACK_FILE_UNREADABLE',
    check: (root) => [...checkName(root, options.name), ...checkFlavors(root)],
  })
}

/** The components of a document that have no flavor. */
export function missingFlavors(root: MapNode): readonly Issue[] {
  return componentNodes(root)
    .filter(({ node }) => isMissing(node, 'flavor'))
    .map(({ path, node }): Issue => {
      return { code: 'STACK_KEY_MISSING', message: `"${formatPath(path)}" has no "flavor".`, at: node.at, path }
    })
}

function checkName(root: MapNode, expected: string): readonly Issue[] {
  const name = textOf(root, 'name')
  if (!isName(name) || name === expected) return []
  const message = `The stack is called "${name}", but its file "${expected}.yaml".`
  const hint = `Write "name: ${expected}", or rename the file to "${name}.yaml".`
  return [{ code: 'STACK_NAME_MISMATCH', message, hint, at: entryOf(root, 'name')!.at, path: ['name'] }]
}

/** A component may leave its flavor to the stack that is extended; without one, it has to say it here. */
function checkFlavors(root: MapNode): readonly Issue[] {
  return root.entries.has('extends') ? [] : missingFlavors(root)
}
