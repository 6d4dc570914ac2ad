import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { Rectification, RectificationBody } from './contract.ts'
import { rectify, troubleOf } from './rectify.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 2000

/** Corrects what is held of a person. */
export function rectificationRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'manage_privacy', audit: 'person_rectify' } as const
  const schema = {
    tags: ['privacy'],
    summary: 'Corrects one field in the events of one person',
    body: RectificationBody,
    response: { 200: Rectification },
  }
  http.post('/v1/privacy/rectifications', { config, schema }, async (request) => {
    const { workspace_id, identifiers: given, ...asked } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    const identifiers = platform.consents.namesOf(workspaceId, given)
    const trouble = troubleOf(asked)
    if (trouble !== undefined) throw new Problem('invalid_request', trouble)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const id = randomUUID()
    noteAudit(request, { target: id, details: { field: asked.field } })
    const done = await rectify({ id, workspaceId, identifiers }, asked, platform)
    noteAudit(request, { details: { rows_before: done.rows_before, rows_after: done.rows_after } })
    return done
  })
}
