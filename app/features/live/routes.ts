import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { EventsQuery, EventsResponse, LiveQuery } from './contract.ts'
import { LATEST_MAX } from './live.ts'
import { type Cursor, cursorOf, type EventRow, eventsOf, liveEvent, momentOf } from './stored-events.ts'
import { LiveStreams, STREAMS_MAX } from './streams.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
const RETRY_SECONDS = 10

const NEWEST_EVENTS = readFileSync(new URL('newest-events.sql', import.meta.url), 'utf8')
const EVENTS_AFTER = readFileSync(new URL('events-after.sql', import.meta.url), 'utf8')

export function liveRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'read_events' } as const
  const tags = ['pages']
  const streams = new LiveStreams(platform)
  const isOpen = (workspaceId: string) => platform.consents.guardOf(workspaceId) === undefined
  http.addHook('preClose', async () => streams.close())

  const stream = {
    tags,
    summary: 'What is happening now, as server-sent events: one `tick` each second',
    querystring: LiveQuery,
    produces: ['text/event-stream'],
  }
  http.get('/v1/live', { config, schema: stream }, async (request, reply) => {
    const workspace_id = workspaceOf(request, request.query.workspace_id)
    if (streams.isFull)
      throw new Problem('too_many_streams', `${STREAMS_MAX} live streams are open on this server`, { retryAfterSeconds: RETRY_SECONDS })
    const newest = await platform.events.rows<EventRow>(NEWEST_EVENTS, {
      workspace_id,
      limit: LATEST_MAX,
      with_minors: isOpen(workspace_id),
    })
    if (request.raw.destroyed) return reply.hijack()
    openStream(reply)
    streams.add(workspace_id, reply.raw, newest.filter(isShown(workspace_id, platform)).map(liveEvent))
    return reply
  })

  const events = {
    tags,
    summary: 'The newest events, those after an earlier answer, or those since a moment',
    querystring: EventsQuery,
    response: { 200: EventsResponse },
  }
  http.get('/v1/events', { config, schema: events }, async (request) => {
    const workspace_id = workspaceOf(request, request.query.workspace_id)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const { after, since, limit = 20 } = request.query
    if (after === undefined && since === undefined) {
      const newest = await platform.events.rows<EventRow>(NEWEST_EVENTS, { workspace_id, limit, with_minors: isOpen(workspace_id) })
      return eventsOf(newest.reverse(), undefined, isShown(workspace_id, platform))
    }
    const cursor = startOf(after, since)
    const rows = await platform.events.rows<EventRow>(EVENTS_AFTER, {
      workspace_id,
      limit,
      with_minors: isOpen(workspace_id),
      after_milliseconds: cursor.milliseconds,
      after_message_id: cursor.messageId,
    })
    return eventsOf(rows, after, isShown(workspace_id, platform))
  })
}

/** Rows of people who are minors or may not be stored, that were stored before this was recorded, are not shown while they are erased. */
function isShown(workspaceId: string, { consents }: Platform): (row: EventRow) => boolean {
  const people = consents.guardOf(workspaceId)
  if (people === undefined) return () => true
  return (row) => ![row.actor_id, row.anonymous_id, row.target_id].some((id) => people.hides(id)) && !people.names(row.properties)
}

function startOf(after: string | undefined, since: string | undefined): Cursor {
  if (after !== undefined && since !== undefined) throw new Problem('invalid_request', 'Give after or since, not both')
  const cursor = after === undefined ? momentOf(since ?? '') : cursorOf(after)
  if (cursor !== undefined) return cursor
  throw new Problem('invalid_request', after === undefined ? 'since must be a time, ISO 8601' : 'after must be `next` of an earlier answer')
}

/** Takes the connection from the framework: a stream has no end that could be answered. */
function openStream(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // The connection ends with the stream, so that a server that stops does not wait for it.
    connection: 'close',
    'x-accel-buffering': 'no',
  })
}
