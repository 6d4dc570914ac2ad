import { findWorkspace } from '../../platform/access/workspaces.ts'
import { defineFeature } from '../../platform/feature.ts'
import type { ReportDocument } from '../../platform/report/document.ts'
import { periodName } from '../../platform/report/period.ts'
import { executiveReport as gathered } from './content.ts'
import { executiveReportRoutes } from './routes.ts'

const executive: ReportDocument = {
  id: 'executive',
  title: 'Executive report',
  pageOf: (period) => `/reports?${new URLSearchParams({ of: periodName(period) })}`,
  make: async (platform, question, options) => {
    const workspace = await findWorkspace(platform.metadata, question.workspaceId)
    const report = await gathered(platform, workspace?.name ?? question.workspaceId, question)
    const { setReport } = await import('./document.ts')
    return await setReport(report, options)
  },
}

export const executiveReport = defineFeature({
  name: 'executive-report',
  about: 'What happened in a period, what is known about it for sure, and what should be done about it?',
  routes: executiveReportRoutes,
  documents: [executive],
})
