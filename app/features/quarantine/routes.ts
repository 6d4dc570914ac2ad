import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { QuarantineQuery, QuarantineResponse, ReplayBody, ReplayResponse } from './contract.ts'
import { type ItemRow, quarantineOf, type ReasonRow, withoutPayload } from './quarantine.ts'
import { replay } from './replay.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
const REPLAY_PATIENCE_MILLISECONDS = 2000

const ITEMS = readFileSync(new URL('items.sql', import.meta.url), 'utf8')
const REASONS = readFileSync(new URL('reasons.sql', import.meta.url), 'utf8')

/** Payloads are as they came, before anything personal was taken out: they are for whoever administers the workspace. */
export function quarantineRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const tags = ['quarantine']
  const replaying = new Set<string>()

  const list = {
    tags,
    summary: 'Refused events, newest first, and how many by reason',
    querystring: QuarantineQuery,
    response: { 200: QuarantineResponse },
  }
  http.get('/v1/quarantine', { config: { permission: 'read_quarantine', audit: 'quarantine_read' }, schema: list }, async (request) => {
    const workspace_id = workspaceOf(request, request.query.workspace_id)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const { reason = '', replayed = false, limit = 100, offset = 0 } = request.query
    const parameters = { workspace_id, reason, replayed, limit, offset }
    const [items, reasons] = await Promise.all([
      platform.events.rows<ItemRow>(ITEMS, parameters),
      platform.events.rows<ReasonRow>(REASONS, parameters),
    ])
    noteAudit(request, { details: { events: items.length } })
    const people = platform.consents.guardOf(workspace_id)
    return quarantineOf(people === undefined ? items : items.map((item) => withoutPayload(item, people)), reasons, reason)
  })

  const again = { tags, summary: 'Judges refused events again', body: ReplayBody, response: { 200: ReplayResponse } }
  http.post(
    '/v1/quarantine/replay',
    { config: { permission: 'replay_quarantine', audit: 'quarantine_replay' }, schema: again },
    async (request) => {
      const { ids = [], reason = '', workspace_id } = request.body
      const workspaceId = workspaceOf(request, workspace_id)
      if (replaying.has(workspaceId)) throw new Problem('conflict', 'A replay of this workspace is running; wait for its answer')
      replaying.add(workspaceId)
      try {
        await platform.log.settle(REPLAY_PATIENCE_MILLISECONDS)
        const outcome = await replay({ workspaceId, ids, reason }, platform)
        noteAudit(request, { details: { ...outcome } })
        return outcome
      } finally {
        replaying.delete(workspaceId)
      }
    },
  )
}
