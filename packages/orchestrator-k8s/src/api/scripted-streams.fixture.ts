import type { ServerResponse } from 'node:http'
import type { ScriptedObjects, StoredEvent } from './scripted-objects.fixture.ts'
import type { Fault, ScriptedRequest } from './scripted-request.fixture.ts'
import { isSelected } from './scripted-selector.fixture.ts'

/** An answer of the scripted server that goes on, for tests to meddle with. */
export interface ScriptedStream {
  readonly request: ScriptedRequest
  /** Sends anything. */
  write(text: string): void
  /** Ends it in order. */
  end(): void
  /** Breaks the connection. */
  cut(): void
  /** Sends nothing any more, and keeps the connection. */
  silence(): void
}

/** Begins an answer that goes on. What `begin` gives is stopped when the connection is gone. */
export function openStream(
  request: ScriptedRequest,
  outgoing: ServerResponse,
  begin: (write: (text: string) => void) => () => void,
): ScriptedStream {
  let isSilent = false
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  outgoing.flushHeaders()
  const write = (text: string) => {
    if (!isSilent && !outgoing.destroyed && !outgoing.writableEnded) outgoing.write(text)
  }
  const stop = begin(write)
  outgoing.once('close', stop)
  return {
    request,
    write,
    end: () => outgoing.end(),
    cut: () => outgoing.destroy(),
    silence: () => (isSilent = true),
  }
}

/** The lines of a watch. */
export function watchLines(
  objects: ScriptedObjects,
  {
    request,
    fault,
    bookmarkMs,
  }: { readonly request: ScriptedRequest; readonly fault?: Fault | undefined; readonly bookmarkMs: number },
): (write: (text: string) => void) => () => void {
  const { resource, namespace, query } = request
  const selection = {
    namespace,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  }
  return (write) => {
    if (fault === 'silent') return () => undefined
    if (fault === 'invalid json') write('{"type":"ADD\n')
    if (typeof fault === 'object' && 'event' in fault) write(errorLine(fault.event))
    const tell = (event: StoredEvent) => {
      if (event.resource === resource && isSelected(event.object, selection)) write(eventLine(event.type, event.object))
    }
    const stop = objects.since(Number(query.get('resourceVersion') ?? 0), tell)
    if (stop === undefined) write(errorLine(410))
    const bookmark = () => write(eventLine('BOOKMARK', { metadata: { resourceVersion: String(objects.version) } }))
    const timer = setInterval(bookmark, bookmarkMs)
    return () => {
      clearInterval(timer)
      stop?.()
    }
  }
}

/** One line of a watch. */
export function eventLine(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

function errorLine(code: number): string {
  const reason = code === 410 ? 'Expired' : 'InternalError'
  return eventLine('ERROR', { kind: 'Status', code, reason, message: 'too old resource version: 1 (2)' })
}
