import { above, type Block, paragraph } from '../../platform/report/blocks.ts'
import { chartGrid, leastHeight } from './chart-grid.ts'
import type { ExecutivePage } from './content.ts'
import { figureCards, statusKey } from './figure-cards.ts'
import { findingsList, notesBox, unsupportedBox } from './findings.ts'
import { type Area, GAP, TYPE } from './paper.ts'

/** Two rows of figures, or one. */
const FIGURES_MOST = [8, 4] as const
const CHARTS_MAX = 6
const FINDINGS_MAX = 6
const FINDINGS_MIN = 2
const UNSUPPORTED_MAX = 3

interface Kept {
  readonly figures: number
  readonly charts: number
  readonly findings: number
}

/**
 * A page that a feature filled. Heights are summed before anything is drawn: where not all fits, findings after the second give way first,
 * then the second row of figures, then charts from the last on, and the page says how many.
 */
export function sectionBlock(page: ExecutivePage, { width, height }: Area): Block {
  const others = furtherFindings(page)
  const head = above([paragraph('H1', page.title, TYPE.title, width), paragraph('P', page.lead, TYPE.lead, width, 4)], 4)
  const foot = above([unsupportedBox(page.unsupported, width, UNSUPPORTED_MAX), notesBox(page.notes, width)], 10)
  const parts = (kept: Kept, chartsHeight: number) => {
    const figures = page.figures.slice(0, kept.figures)
    const cards = above([figureCards(figures, width), statusKey(figures)], 6)
    const charts = chartGrid(page.charts.slice(0, kept.charts), width, chartsHeight)
    const findings = findingsList('Findings', others.slice(0, kept.findings), width)
    return above([head, cards, charts, findings, foot, leftOutLine(page, kept, width)], GAP)
  }
  const space = (kept: Kept) => height - parts({ ...kept, charts: 0 }, 0).height - GAP
  const fits = (kept: Kept) => space(kept) >= leastHeight(page.charts.slice(0, kept.charts), width)
  const kept = choices(page).find(fits) ?? { figures: 0, charts: 0, findings: 0 }
  return parts(kept, space(kept))
}

function choices(page: ExecutivePage): Kept[] {
  const most = Math.min(furtherFindings(page).length, FINDINGS_MAX)
  const found: Kept[] = []
  for (let charts = Math.min(page.charts.length, CHARTS_MAX); charts >= 0; charts -= 1)
    for (const figures of FIGURES_MOST)
      for (let findings = most; findings >= Math.min(most, FINDINGS_MIN); findings -= 1) found.push({ figures, charts, findings })
  return found
}

/** The first one leads the page. */
function furtherFindings({ findings }: ExecutivePage) {
  return findings.slice(1)
}

function leftOutLine(page: ExecutivePage, kept: Kept, width: number): Block {
  const { title, figures, charts } = page
  const counts = [
    counted(figures.length - kept.figures, 'figure'),
    counted(charts.length - kept.charts, 'chart'),
    counted(furtherFindings(page).length - kept.findings, 'finding'),
  ].filter((words) => words !== '')
  const text = counts.length === 0 ? '' : `Not on this page for want of room: ${counts.join(', ')}. Trill shows them under ${title}.`
  return paragraph('P', text, TYPE.label, width)
}

function counted(count: number, word: string): string {
  return count <= 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`
}
