import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { DOCUMENTS, ROOT } from './documents.ts'

test.each(DOCUMENTS)('%s links to files and headings that are there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8').replaceAll(/```.*?```/gs, '')
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g)]
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path)
    return !existsSync(target) || (anchor !== undefined && !anchorsIn(target).includes(anchor))
  })
  expect(broken.map(([link]) => link)).toEqual([])
})

/** The anchors that headings have where Markdown is shown. */
function anchorsIn(path: string): readonly string[] {
  const headings = readFileSync(path, 'utf8').match(/^#+ .*$/gm) ?? []
  return headings.map((line) => {
    const words = line.replace(/^#+ /, '').toLowerCase()
    return `#${words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')}`
  })
}
