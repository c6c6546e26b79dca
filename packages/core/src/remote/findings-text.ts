import type { Finding } from '../contracts/probe.ts'

/** What Kubernetes keeps of a container's last words, in bytes. */
const LONGEST = 4_096
/** How many letters are left of each text, where all of them together are too long. */
const LENGTHS = [160, 60, 20]

/** Findings as JSON of at most 4 KiB, for {@link parseFindings}. Long texts are cut where that is too little. */
export function formatFindings(findings: readonly Finding[]): string {
  let text = JSON.stringify({ regauge: 1, findings })
  for (const length of LENGTHS) {
    if (Buffer.byteLength(text) <= LONGEST) break
    text = JSON.stringify({ regauge: 1, findings: findings.map((finding) => shortened(finding, length)) })
  }
  return text
}

function shortened({ detail, hint, ...finding }: Finding, length: number): Finding {
  const cut = (long: string) => (long.length > length ? `${long.slice(0, length - 1)}…` : long)
  return { ...finding, detail: cut(detail), ...(hint !== undefined && { hint: cut(hint) }) }
}

/** The findings in a text, or undefined where it holds none. */
export function parseFindings(text: string | undefined): readonly Finding[] | undefined {
  try {
    const said = JSON.parse(text ?? '') as { readonly regauge?: unknown; readonly findings?: readonly Finding[] } | null
    return said?.regauge === 1 && Array.isArray(said.findings) ? said.findings : undefined
  } catch {
    return undefined
  }
}
