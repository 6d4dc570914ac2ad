import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { exportsOf } from '../../platform/exports/running-exports.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { QueryBody, QueryResponse, ROWS_MAX } from './contract.ts'
import { querySource } from './export.ts'
import { answerOf, queryProblem } from './query.ts'

/** Milliseconds to wait, so that clients read what they wrote. */
const PATIENCE_MILLISECONDS = 2000
const SECONDS_MAX = 30

export function queryRoutes(server: FastifyInstance, platform: Platform): void {
  const { events, log, consents } = platform
  exportsOf(platform).offer(querySource(platform))
  const http = typed(server)
  const schema = { tags: ['query'], summary: 'Runs one SELECT on the event store', body: QueryBody, response: { 200: QueryResponse } }
  const config = { permission: 'query_events', audit: 'events_query' } as const
  http.post('/v1/query', { config, schema, serializerCompiler: () => JSON.stringify }, async (request) => {
    const { sql, workspace_id } = request.body
    noteAudit(request, { details: { sql_sha256: hash('sha256', sql) } })
    if (workspace_id !== undefined) workspaceOf(request, workspace_id)
    await log.settle(PATIENCE_MILLISECONDS)
    const start = performance.now()
    const found = await events.restricted(sql, { maxSeconds: SECONDS_MAX, maxRows: ROWS_MAX + 1 }).catch((error) => {
      throw queryProblem(error)
    })
    noteAudit(request, { details: { rows: Math.min(found.rows.length, ROWS_MAX) } })
    return answerOf(found, (performance.now() - start) / 1000, (text) => consents.shown(text))
  })
}
