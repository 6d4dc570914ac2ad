import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { CustomerQuery } from '../../platform/customers/contract.ts'
import { answerOf, readingFor } from '../../platform/customers/customer-reading.ts'
import { customerPageRoute } from '../../platform/customers/page-route.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { atRiskLines, atRiskOf } from './at-risk.ts'
import { AtRiskResponse, EngagementContent } from './contract.ts'
import { contentOf } from './customer-engagement.ts'
import { rowsOf } from './rows.ts'

const tags = ['pages']

export function customerEngagementRoutes(server: FastifyInstance, platform: Platform): void {
  const summary = 'Who takes part in what, and how many may leave'
  customerPageRoute(server, platform, { path: '/v1/customer-engagement', summary, content: EngagementContent, rowsOf, contentOf })
  const list = {
    tags,
    summary: 'Customers who may leave; of real ones, adults who consented to profiling',
    querystring: CustomerQuery,
    response: { 200: AtRiskResponse },
  }
  const reading = { permission: 'read_events', audit: 'at_risk_read', auditsOften: true } as const
  typed(server).get('/v1/customer-engagement/at-risk', { config: reading, schema: list }, (request) =>
    answerOf(request, request.query, platform, async (found) => {
      const workspaceId = String(found.parameters.workspace_id)
      const content = await atRiskOf({ workspaceId, reading: found }, platform)
      noteAudit(request, { workspaceId, details: { named: content.customers.length } })
      return content
    }),
  )
  exportRoute(server, platform)
}

function exportRoute(server: FastifyInstance, platform: Platform): void {
  const schema = { tags, summary: 'Customers who may leave, as CSV', querystring: CustomerQuery, produces: ['text/csv'] }
  const config = { permission: 'read_events', audit: 'at_risk_export' } as const
  typed(server).get('/v1/customer-engagement/at-risk.csv', { config, schema }, async (request, reply) => {
    const { workspaceId, reading } = await readingFor(request, request.query, platform)
    noteAudit(request, { workspaceId, details: { provenance: reading?.snapshot.provenance ?? 'none' } })
    reply.header('content-disposition', 'attachment; filename="trill-customers-at-risk.csv"')
    const asked = reading === undefined || reading.isTooFew ? undefined : { workspaceId, reading }
    return reply.type('text/csv; charset=utf-8').send(Readable.from(atRiskLines(asked, platform)))
  })
}
