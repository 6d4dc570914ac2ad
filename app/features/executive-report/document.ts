import { setImmediate as pause } from 'node:timers/promises'
import { above, type Block, drawWithin, paragraph } from '../../platform/report/blocks.ts'
import type { DocumentOptions, MadeDocument } from '../../platform/report/document.ts'
import { Sheets } from '../../platform/report/sheets.ts'
import { type ExecutivePage, type ExecutiveReport, summaryWords } from './content.ts'
import { type Area, areaOf, frame, TYPE } from './paper.ts'
import { recommendationsBlock } from './recommendations-sheet.ts'
import { sectionBlock } from './section-sheet.ts'
import { summaryBlock } from './summary-sheet.ts'

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
  const pages = status === 'no_data' ? [undefined] : report.pages
  for (const [i, page] of pages.entries()) {
    signal?.throwIfAborted()
    const block = page === undefined ? noDataBlock(report, area) : blockOf(report, page, area)
    sheets.addPage(page?.title ?? title, page?.id ?? 'summary')
    sheets.within('Sect', () => {
      frame(sheets, report, i + 1, pages.length)
      drawWithin(sheets, block, area)
    })
    // Others who ask the server are answered between two pages.
    await pause()
  }
  return { status, pdf: await sheets.end(), simulated: report.simulated, summary: summaryWords(report) }
}

function blockOf(report: ExecutiveReport, page: ExecutivePage, area: Area): Block {
  if (page.id === 'summary') return summaryBlock(report, page, area)
  return page.id === 'recommendations' ? recommendationsBlock(page, area) : sectionBlock(page, area)
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
