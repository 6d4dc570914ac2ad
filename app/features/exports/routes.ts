import type { FastifyInstance, FastifyRequest } from 'fastify'
import { allows, refusalOf } from '../../platform/access/caller.ts'
import { ExportAsked } from '../../platform/exports/asked.ts'
import type { ExportSource, StreamedTable } from '../../platform/exports/export-source.ts'
import { type ExportRecord, exportsOf } from '../../platform/exports/running-exports.ts'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { MEDIA_TYPES } from '../../ui/export/table.ts'
import { ExportParams, ExportState } from './contract.ts'
import { customersSource, eventsSource, ledgerSource } from './sources.ts'

const tags = ['exports']
const permission = 'read_figures'

export function exportsRoutes(server: FastifyInstance, platform: Platform): void {
  const running = exportsOf(platform)
  for (const source of [eventsSource(platform), customersSource(platform), ledgerSource(platform)]) running.offer(source)
  beginRoute(server, platform)
  fileRoute(server, platform)
  const http = typed(server)
  const find = async (request: FastifyRequest, id: string) => found(request, id, platform)

  const state = { tags, summary: 'How far an export is', params: ExportParams, response: { 200: ExportState } }
  http.get('/v1/exports/downloads/:id', { config: { permission }, schema: state }, async (request) =>
    stateOf(await find(request, request.params.id), platform.now()),
  )

  const cancel = {
    tags,
    summary: 'Stops an export; what was sent of it ends unfinished',
    params: ExportParams,
    response: { 200: ExportState },
  }
  http.post('/v1/exports/downloads/:id/cancel', { config: { permission, audit: 'export_cancel' }, schema: cancel }, async (request) => {
    const record = await find(request, request.params.id)
    running.cancel(record)
    return stateOf(record, platform.now())
  })
}

function beginRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Asks for a whole table as a file; nothing is sent or kept before it is downloaded',
    body: ExportAsked,
    response: { 201: ExportState },
  }
  typed(server).post('/v1/exports', { config: { permission, audit: 'export_ask' }, schema }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const source = exportsOf(platform).source(request.body.what)
    requirePermission(request, source, workspaceId)
    const asked = { ...request.body, workspace_id: workspaceId }
    const table = await source.table(request, asked)
    const fileName = nameOf(source, asked, table, platform.now())
    const record = exportsOf(platform).add({ source, asked, workspaceId, fileName, rows: table.rows })
    noteAudit(request, { target: record.id, details: { what: source.what, format: asked.format } })
    return reply.code(201).send(stateOf(record, platform.now()))
  })
}

function fileRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'The file of an export, read from the store while it is sent',
    params: ExportParams,
    produces: Object.values(MEDIA_TYPES).map((type) => type.replace(/;.*/, '')),
  }
  const config = { permission, audit: 'export' } as const
  typed(server).get('/v1/exports/downloads/:id/file', { config, schema }, async (request, reply) => {
    const record = found(request, request.params.id, platform)
    const { source, asked } = record
    noteAudit(request, { target: record.id, details: { what: source.what, format: asked.format } })
    const table = await source.table(request, asked)
    noteAudit(request, { details: { rows: table.rows } })
    const stream = exportsOf(platform).open(record, table)
    reply.header('content-disposition', `attachment; filename="${record.fileName}"`)
    return reply.type(MEDIA_TYPES[asked.format]).send(stream)
  })
}

/** @throws Problem not_found where there is none for this caller. */
function found(request: FastifyRequest, id: string, platform: Platform): ExportRecord {
  const record = exportsOf(platform).find(id)
  if (record === undefined || !reaches(request, record.workspaceId))
    throw new Problem('not_found', 'There is no export of that id; they are remembered for an hour, and until the server stops')
  requirePermission(request, record.source, record.workspaceId)
  return record
}

function requirePermission({ access }: FastifyRequest, { permission: needed }: ExportSource, workspaceId: string): void {
  if (access === null || !allows(access, needed, workspaceId))
    throw new Problem('forbidden', access === null ? 'This needs a key or a session' : refusalOf(access, needed))
}

/** What and when: `trill-events-simulated-2026-10-01-to-2026-10-31.parquet`. */
function nameOf({ what }: ExportSource, { from, to, format }: ExportAsked, { provenance }: StreamedTable, now: number): string {
  const when = from === undefined || to === undefined ? new Date(now).toISOString().slice(0, 10) : `${from}-to-${to}`
  return `${['trill', what, provenance, when].filter((part) => part !== '').join('-')}.${format}`
}

function stateOf(record: ExportRecord, now: number): ExportState {
  const { id, source, asked, fileName, status, rows, writtenRows, writtenBytes, startedAt, finishedAt, error, expiresAt } = record
  const seconds = startedAt === null ? 0 : ((finishedAt ?? now) - startedAt) / 1000
  const rate = seconds > 0 && writtenRows > 0 ? writtenRows / seconds : null
  return {
    ...{ id, what: source.what, format: asked.format, file_name: fileName, href: `/v1/exports/downloads/${id}/file`, status, rows },
    written_rows: writtenRows,
    written_bytes: writtenBytes,
    per_second: rate === null ? null : Math.round(rate),
    seconds_left: rate === null || rows === null || status !== 'running' ? null : Math.max(0, Math.round((rows - writtenRows) / rate)),
    error,
    expires_at: new Date(expiresAt).toISOString(),
  }
}
