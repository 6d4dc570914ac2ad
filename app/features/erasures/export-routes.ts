import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { ErasureParams, ExportBody, PersonExport } from './contract.ts'
import { addExport, archivePath, findExport } from './export-record.ts'
import { exportRunnerOf } from './export-runner.ts'

/** Access and portability: one archive of everything held of a person. */
export function exportRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'manage_privacy' } as const
  server.addHook('onClose', () => exportRunnerOf(platform).close())
  const tags = ['privacy']

  const ask = { tags, summary: 'Makes an archive of everything held of one person', body: ExportBody, response: { 202: PersonExport } }
  http.post('/v1/privacy/exports', { config: { ...config, audit: 'person_export_ask' }, schema: ask }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const made = await addExport(platform, { workspaceId, identifiers: platform.consents.namesOf(workspaceId, request.body.identifiers) })
    noteAudit(request, { target: made.id })
    exportRunnerOf(platform).wake()
    return reply.code(202).header('location', `/v1/privacy/exports/${made.id}`).send(made)
  })

  const one = { tags, summary: 'One archive: how far it is', params: ErasureParams, response: { 200: PersonExport } }
  http.get('/v1/privacy/exports/:id', { config, schema: one }, async (request) => {
    const made = await findExport(platform.metadata, request.params.id)
    if (made === undefined || !reaches(request, made.workspace_id)) throw new Problem('not_found', 'There is no archive of that id')
    return made
  })

  const archive = { tags, summary: 'The archive as ZIP, for 24 hours', params: ErasureParams, produces: ['application/zip'] }
  const audited = { ...config, audit: 'person_export' } as const
  http.get('/v1/privacy/exports/:id/archive', { config: audited, schema: archive }, async (request, reply) => {
    const made = await findExport(platform.metadata, request.params.id)
    if (made === undefined || !reaches(request, made.workspace_id)) throw new Problem('not_found', 'There is no archive of that id')
    noteAudit(request, { target: made.id, workspaceId: made.workspace_id })
    if (made.state !== 'ready' || Date.parse(made.expires_at ?? '') <= platform.now())
      throw new Problem('not_found', `The archive is not there: it is ${made.state === 'ready' ? 'expired' : made.state}`)
    reply.header('content-disposition', `attachment; filename="person-${made.id}.zip"`).header('cache-control', 'no-store')
    return reply.type('application/zip').send(createReadStream(archivePath(platform.config.dataDir, made.id)))
  })
}
