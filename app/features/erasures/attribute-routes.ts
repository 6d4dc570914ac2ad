import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { readAttributes } from './attributes.ts'
import { AttributesResponse, ExportBody } from './contract.ts'
import { linkedIdentifiers } from './erase.ts'

/** What is kept about one person. Identifiers travel in the body: addresses are written into logs. */
export function attributeRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'read_attributes', audit: 'person_attributes_read' } as const
  const schema = {
    tags: ['privacy'],
    summary: 'Reads the attributes of one person: what senders said about them with identify',
    body: ExportBody,
    response: { 200: AttributesResponse },
  }
  http.post('/v1/privacy/attributes', { config, schema }, async (request) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const given = platform.consents.namesOf(workspaceId, request.body.identifiers)
    const identifiers = await linkedIdentifiers({ id: randomUUID(), workspaceId, identifiers: given }, platform)
    const { attributes, ...rest } = await readAttributes({ workspaceId, identifiers }, platform)
    noteAudit(request, { workspaceId, details: { attributes: attributes.length, withheld: rest.is_withheld } })
    return { workspace_id: workspaceId, ...rest, attributes }
  })
}
