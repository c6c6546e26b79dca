import { stripVTControlCharacters } from 'node:util'
import type { LogLine } from '@regauge/core/records'
import type { Colors } from '../context.ts'
import { localTime } from './time-text.ts'

/** A line of a log with its time, where it comes from, its level, and its fields as JSON. */
export function logLineText({ t, s, l, m, f }: LogLine, source: string, colors: Colors): string {
  const time = `${localTime(t).slice('2026-01-31 '.length)}.${String(Math.floor(t) % 1000).padStart(3, '0')}`
  const level = l ?? (s === 'err' ? 'stderr' : '')
  const isBad = level === 'error' || level === 'stderr'
  const paint = isBad ? colors.red : level === 'warn' ? colors.yellow : colors.dim
  const parts = [
    colors.dim(time),
    colors.cyan(source),
    level && paint(level),
    safe(m),
    f && colors.dim(safe(JSON.stringify(f))),
  ]
  return parts.filter(Boolean).join('  ')
}

/** Steps may print what they like; it must not move the cursor of who reads the log. Tabs are fine. */
function safe(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Control}\t]/gu, ' ')
}
