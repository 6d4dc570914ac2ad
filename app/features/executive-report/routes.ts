import type { FastifyInstance, FastifyRequest } from 'fastify'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { questionOf, reportPeriod } from '../../platform/report/period.ts'
import { executiveReport } from './content.ts'
import { ReportContentQuery, ReportContentResponse, ReportQuery } from './contract.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250

const tags = ['reports']
const config = { permission: 'read_figures' } as const

export function executiveReportRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)

  const paper = {
    tags,
    summary: 'The executive report of a period as PDF; one page that says so where the period has no data',
    querystring: ReportQuery,
    produces: ['application/pdf'],
  }
  http.get('/v1/reports/executive', { config: { ...config, audit: 'report_export' }, schema: paper }, async (request, reply) => {
    const { period, paper: size = 'A4' } = request.query
    const report = await reportFor(request, request.query, platform)
    const { setReport } = await import('./document.ts')
    const { pdf, status } = await setReport(report, { paper: size as 'A4' })
    reply.header('content-disposition', `attachment; filename="executive-report-${period.replaceAll('..', '-to-')}.pdf"`)
    return reply.header('x-trill-report', status).type('application/pdf').send(pdf)
  })

  const content = {
    tags,
    summary: 'What the executive report of a period says: figures, claims with their verdicts, charts, recommendations',
    querystring: ReportContentQuery,
    response: { 200: ReportContentResponse },
  }
  http.get('/v1/reports/executive/content', { config, schema: content }, async (request) => {
    const report = await reportFor(request, request.query, platform)
    const { answerOf } = await import('./answer.ts')
    return await answerOf(report, request.query.drawings as 'light' | 'dark' | undefined)
  })
}

async function reportFor(request: FastifyRequest, query: { workspace_id?: string; period: string }, platform: Platform) {
  const period = reportPeriod(query.period)
  const workspace = await readableWorkspace(request, query.workspace_id, platform)
  await platform.log.settle(PATIENCE_MILLISECONDS)
  return await executiveReport(platform, workspace.name, questionOf(period, workspace, platform.now()))
}
