import type { FastifyInstance } from 'fastify'
import { answerOf } from '../../platform/customers/customer-reading.ts'
import { customerPageRoute } from '../../platform/customers/page-route.ts'
import { exportsOf } from '../../platform/exports/running-exports.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { atRiskOf, atRiskSource } from './at-risk.ts'
import { AtRiskQuery, AtRiskResponse, EngagementContent } from './contract.ts'
import { contentOf } from './customer-engagement.ts'
import { rowsOf } from './rows.ts'

const tags = ['pages']

export function customerEngagementRoutes(server: FastifyInstance, platform: Platform): void {
  const summary = 'Who takes part in what, and how many may leave'
  customerPageRoute(server, platform, { path: '/v1/customer-engagement', summary, content: EngagementContent, rowsOf, contentOf })
  const list = {
    tags,
    summary: 'Customers who may leave; of real ones, adults who consented to profiling',
    querystring: AtRiskQuery,
    response: { 200: AtRiskResponse },
  }
  const reading = { permission: 'read_events', audit: 'at_risk_read', auditsOften: true } as const
  typed(server).get('/v1/customer-engagement/at-risk', { config: reading, schema: list }, (request) =>
    answerOf(request, request.query, platform, async (found) => {
      const workspaceId = String(found.parameters.workspace_id)
      const content = await atRiskOf({ workspaceId, reading: found }, { after: request.query.after, limit: request.query.limit }, platform)
      noteAudit(request, { workspaceId, details: { named: content.customers.length } })
      return content
    }),
  )
  exportsOf(platform).offer(atRiskSource(platform))
}
