import { createReadStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { ImportAsked, ImportBegun, ImportParams, ImportState, ImportsQuery, ImportsResponse } from './contract.ts'
import { formatOf, readOptions } from './formats.ts'
import { findImport, type ImportRecord, listImports } from './import-record.ts'
import { runnerOf } from './import-runner.ts'
import { importState } from './import-state.ts'
import { protectedRejects } from './protected-rejects.ts'
import { UnusableImport } from './rejections.ts'
import { FILE_MAX_BYTES, FileTooLarge, receive } from './upload.ts'

const config = { permission: 'manage_imports' } as const
const tags = ['imports']

export function importRoutes(server: FastifyInstance, platform: Platform): void {
  const runner = runnerOf(platform)
  const state = (record: ImportRecord) => importState(record, runner)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  server.addHook('onClose', () => runner.close())
  const http = typed(server)

  const begin = {
    tags,
    summary: 'Imports a file; the body is the file, gzip or not',
    querystring: ImportAsked,
    response: { 202: ImportBegun },
  }
  http.post(
    '/v1/imports',
    { config: { ...config, audit: 'import_begin' }, schema: begin, bodyLimit: FILE_MAX_BYTES },
    async (request, reply) => {
      const { workspace_id, format, name, again, ...written } = request.query
      const workspaceId = workspaceOf(request, workspace_id)
      const options = refuseUnusable(() => readOptions(formatOf(format), written, name))
      const upload = await receive(bodyOf(request), platform.config.dataDir).catch(refuseTooLarge)
      const { record, begun } = await runner.begin({ workspaceId, format, name, options, again }, upload)
      noteAudit(request, { target: record.id, details: { format, begun } })
      return reply
        .code(202)
        .header('location', `/v1/imports/${record.id}`)
        .send({ ...state(record), begun })
    },
  )

  const list = { tags, summary: 'Imports of a workspace, latest first', querystring: ImportsQuery, response: { 200: ImportsResponse } }
  http.get('/v1/imports', { config, schema: list }, async (request) => {
    const imports = await listImports(platform.metadata, workspaceOf(request, request.query.workspace_id), request.query.limit)
    return { imports: imports.map(state) }
  })

  const one = { tags, summary: 'How far an import is', params: ImportParams, response: { 200: ImportState } }
  http.get('/v1/imports/:id', { config, schema: one }, async (request) => state(await find(request, request.params.id, platform)))

  const cancel = {
    tags,
    summary: 'Stops an import; what it stored stays, and the same file goes on from there',
    params: ImportParams,
    response: { 200: ImportState },
  }
  http.post('/v1/imports/:id/cancel', { config: { ...config, audit: 'import_cancel' }, schema: cancel }, async (request) => {
    const { id } = await find(request, request.params.id, platform)
    await runner.cancel(id)
    return state(await find(request, id, platform))
  })

  const rejects = {
    tags,
    summary: 'The refused rows as CSV: line, reason, field, message, row',
    params: ImportParams,
    produces: ['text/csv'],
  }
  http.get('/v1/imports/:id/rejects', { config: { ...config, audit: 'rejects_export' }, schema: rejects }, async (request, reply) => {
    const { id, name, workspaceId } = await find(request, request.params.id, platform)
    const path = runner.rejectsPath(id)
    if (!existsSync(path)) throw new Problem('not_found', 'This import has no rejects file')
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.rejects.csv`)}`)
    return reply.type('text/csv; charset=utf-8').send(shownRejects(path, workspaceId, platform))
  })
}

function shownRejects(path: string, workspaceId: string, { consents }: Platform): Readable {
  const people = consents.guardOf(workspaceId)
  return people === undefined ? createReadStream(path) : Readable.from(protectedRejects(path, people))
}

async function find(request: FastifyRequest, id: string, { metadata }: Platform): Promise<ImportRecord> {
  const record = await findImport(metadata, id)
  if (record === undefined || !reaches(request, record.workspaceId)) throw new Problem('not_found', 'There is no import of that id')
  return record
}

/** A request without a body is an empty file. */
function bodyOf({ body }: FastifyRequest): Readable {
  return body instanceof Readable ? body : Readable.from([])
}

function refuseUnusable<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnusableImport) throw new Problem('unusable_import', error.message)
    throw error
  }
}

function refuseTooLarge(error: unknown): never {
  if (error instanceof FileTooLarge) throw new Problem('body_too_large', error.message)
  throw error
}
