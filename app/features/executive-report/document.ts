import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { Block } from '../../platform/report/blocks.ts'
import { above, drawWithin, paragraph } from '../../platform/report/blocks.ts'
import type { DocumentOptions, MadeDocument, ReportDocument } from '../../platform/report/document.ts'
import { Sheets } from '../../platform/report/sheets.ts'
import { type ExecutivePage, type ExecutiveReport, executiveReport, summaryWords } from './content.ts'
import { type Area, areaOf, frame, TYPE } from './paper.ts'
import { recommendationsBlock } from './recommendations-sheet.ts'
import { sectionBlock } from './section-sheet.ts'
import { summaryBlock } from './summary-sheet.ts'

/** Seven pages for those who decide. */
export const executiveDocument: ReportDocument = {
  id: 'executive',
  title: 'Executive report',
  make: async (platform, question, options) => {
    const workspace = await findWorkspace(platform.metadata, question.workspaceId)
    const report = await executiveReport(platform, workspace?.name ?? question.workspaceId, question)
    return await setReport(report, options)
  },
}

/** Sets a report on paper. @throws the signal’s reason. */
export async function setReport(report: ExecutiveReport, { paper, signal }: DocumentOptions): Promise<MadeDocument> {
  const { question, status, title, workspace } = report
  const sheets = new Sheets({
    paper,
    title: `${title} of ${workspace}, ${question.label}`,
    subject: `${title} for ${question.label}`,
    at: new Date(report.observedAt ?? question.to),
  })
  const area = areaOf(paper)
  const blocks = status === 'no_data' ? [{ id: 'summary', title, block: noDataBlock(report, area) }] : report.pages.map(drawn(report, area))
  for (const [i, { id, title: heading, block }] of blocks.entries()) {
    signal?.throwIfAborted()
    sheets.addPage(heading, id)
    sheets.within('Sect', () => {
      frame(sheets, report, i + 1, blocks.length)
      drawWithin(sheets, block, area)
    })
  }
  return { status, pdf: await sheets.end(), summary: summaryWords(report) }
}

const drawn = (report: ExecutiveReport, area: Area) => (page: ExecutivePage) => {
  const { id, title } = page
  if (id === 'summary') return { id, title, block: summaryBlock(report, page, area) }
  if (id === 'recommendations') return { id, title, block: recommendationsBlock(page, area) }
  return { id, title, block: sectionBlock(page, area) }
}

function noDataBlock({ title, workspace, question }: ExecutiveReport, { width }: Area): Block {
  const says = `There is no data for ${question.label}, so there is nothing to report: no figure of this period is known, which is not the same as zero.`
  const remedy = 'Import a table of customers of a day in this period, or choose another period.'
  return above(
    [
      paragraph('H1', title, TYPE.cover, width),
      paragraph('P', `${workspace} · ${question.label}`, TYPE.coverLine, width, 1),
      paragraph('P', says, TYPE.lead, width),
      paragraph('P', remedy, TYPE.lead, width),
    ],
    8,
  )
}
