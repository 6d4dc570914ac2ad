import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { everyRecord, newestRecords, type RecordFilter } from '../../platform/audit/records.ts'
import { reachOf, workspaceOf } from '../../platform/http/access.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { pageOf, recordAnswer, verificationAnswer } from './audit.ts'
import { AuditExportQuery, AuditQuery, AuditResponse, AuditVerification } from './contract.ts'

const config = { permission: 'read_audit' } as const
const tags = ['audit']

export function auditLogRoutes(server: FastifyInstance, { audit, metadata }: Platform): void {
  const http = typed(server)

  const list = {
    tags,
    summary: 'Who did what, when, from where and with which outcome, newest first',
    querystring: AuditQuery,
    response: { 200: AuditResponse },
  }
  http.get('/v1/audit', { config, schema: list }, async (request) => {
    const { before, limit = 100 } = request.query
    return pageOf(await newestRecords(metadata, filterOf(request, request.query), { before, limit: limit + 1 }), limit)
  })

  const save = {
    tags,
    summary: 'The records as NDJSON, oldest first',
    querystring: AuditExportQuery,
    produces: ['application/x-ndjson'],
  }
  http.get('/v1/audit/export', { config: { ...config, audit: 'audit_export' }, schema: save }, async (request, reply) => {
    const lines = linesOf(everyRecord(metadata, filterOf(request, request.query)))
    reply.header('content-disposition', 'attachment; filename="trill-audit.ndjson"')
    return reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(lines))
  })

  const verify = {
    tags,
    summary: 'Whether the whole log is as it was written, and if not, where it first differs',
    response: { 200: AuditVerification },
  }
  http.get('/v1/audit/verify', { config, schema: verify }, async () => verificationAnswer(await audit.verify()))
}

function filterOf(request: FastifyRequest, { workspace_id, from, to, ...rest }: AuditExportQuery): RecordFilter {
  const workspaceIds = workspace_id === undefined ? reachOf(request) : [workspaceOf(request, workspace_id)]
  return { ...rest, workspaceIds, from: momentOf(from), to: momentOf(to) }
}

function momentOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

async function* linesOf(records: ReturnType<typeof everyRecord>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(recordAnswer(record))}\n`
}
