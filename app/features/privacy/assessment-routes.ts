import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { VERSION } from '../../platform/version.ts'
import { assessmentOf } from './assessment.ts'
import { gatherFacts } from './assessment-facts.ts'
import { assessmentPage } from './assessment-page.ts'
import { ImpactAssessment, PrivacyQuery } from './contract.ts'

/** The draft of an impact assessment as a page and as data. */
export function assessmentRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const tags = ['privacy']
  const config = { permission: 'manage_privacy', audit: 'impact_assessment_export' } as const
  const url = '/v1/privacy/impact-assessment'
  const make = async (workspaceId: string) => assessmentOf(await gatherFacts(platform, workspaceId), VERSION)

  const page = {
    tags,
    summary: 'Draft of a data protection impact assessment (GDPR Art. 35(7)) as a page to read, print and complete',
    querystring: PrivacyQuery,
    produces: ['text/html'],
  }
  http.get(url, { config, schema: page }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.query.workspace_id)
    const assessment = await make(workspaceId)
    const name = `impact-assessment-${workspaceId}-${assessment.made_at.slice(0, 10)}.html`
    reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-store')
    return reply.type('text/html; charset=utf-8').send(assessmentPage(assessment))
  })

  const data = { tags, summary: 'The same draft as data', querystring: PrivacyQuery, response: { 200: ImpactAssessment } }
  http.get(`${url}.json`, { config, schema: data }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return make(workspaceOf(request, request.query.workspace_id))
  })
}
