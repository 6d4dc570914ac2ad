import { above, type Block, boxed, grouped, paragraph } from '../../platform/report/blocks.ts'
import { token } from '../../platform/report/colours.ts'
import type { Recommendation, ReportFigure } from '../../platform/report/section.ts'
import type { Sheets } from '../../platform/report/sheets.ts'
import { shortened, type TextStyle } from '../../platform/report/text-lines.ts'
import type { ExecutivePage, ExecutiveReport } from './content.ts'
import { drawStatus } from './figure-cards.ts'
import { findingsList } from './findings.ts'
import { type Area, GAP, TYPE } from './paper.ts'
import { basisWords, changeWords, effectWords, figureWords, valueWords } from './words.ts'

const CONTENTS_WIDTH = 168
const COLUMN_GAP = 28
const CONTENTS_LINE = 17
const ROW = 18
const ACTIONS_MAX = 3
/** Where the columns of the table of figures begin or, when aligned to the right, end; shares of the width. */
const COLUMNS = [
  { title: 'Figure', at: 0, share: 0.34, align: 'left' },
  { title: 'Now', at: 0.56, share: 0.22, align: 'right' },
  { title: 'Before', at: 0.66, share: 0.1, align: 'right' },
  { title: 'Change', at: 0.69, share: 0.18, align: 'left' },
  { title: 'Known as', at: 0.9, share: 0.1, align: 'left' },
] as const

/** The first page: what holds, what is inside, and the figures that matter with their changes. */
export function summaryBlock(report: ExecutiveReport, page: ExecutivePage, { width }: Area): Block {
  const left = width - CONTENTS_WIDTH - COLUMN_GAP
  const head = above(
    [
      paragraph('H1', report.title, TYPE.cover, width),
      paragraph('P', `${report.workspace} · ${report.question.label}`, TYPE.coverLine, width, 1),
    ],
    2,
  )
  const findings = above([paragraph('P', page.lead, TYPE.lead, left, 4), findingsList('What holds', page.findings, left)], 12)
  const actions = report.pages.at(-1)?.recommendations.slice(0, ACTIONS_MAX) ?? []
  return above(
    [head, columns(findings, contents(report.pages), left), figuresTable(page.figures, width), firstActions(actions, width)],
    GAP + 8,
  )
}

/** The table of contents is read out first. */
function columns(findings: Block, inside: Block, left: number): Block {
  return {
    height: Math.max(findings.height, inside.height),
    draw: (sheets, x, y) => {
      inside.draw(sheets, x + left + COLUMN_GAP, y)
      findings.draw(sheets, x, y)
    },
  }
}

function contents(pages: readonly ExecutivePage[]): Block {
  const width = CONTENTS_WIDTH - 24
  const entries = pages.map(({ id, title }, i) => contentsEntry(id, title, i + 1, width))
  const list = above([paragraph('H2', 'Contents', TYPE.heading, width), grouped('TOC', above(entries, 0))], 4)
  return boxed(list, CONTENTS_WIDTH, 12, { fill: token('surface') })
}

function contentsEntry(id: string, title: string, number: number, width: number): Block {
  return {
    height: CONTENTS_LINE,
    draw: (sheets, x, y) =>
      sheets.within('TOCI', () =>
        sheets.link('Link', id, [x, y, width, CONTENTS_LINE], () => {
          sheets.line(`${title} `, x, y + 12, TYPE.body)
          sheets.line(String(number), x + width, y + 12, TYPE.strong, 'right')
        }),
      ),
  }
}

function firstActions(recommendations: readonly Recommendation[], width: number): Block {
  if (recommendations.length === 0) return { height: 0, draw: () => undefined }
  const entries = recommendations.map(({ priority, action, effect }) => {
    const expected = `${effect.label}: ${effectWords(effect)}, ${basisWords(effect)}.`
    return above([paragraph('P', `${priority}  ${action}`, TYPE.strong, width, 2), paragraph('P', expected, TYPE.small, width, 2)], 1)
  })
  return above([paragraph('H2', 'What to do first', TYPE.heading, width), grouped('Sect', above(entries, 6))], 5)
}

function figuresTable(figures: readonly ReportFigure[], width: number): Block {
  if (figures.length === 0) return { height: 0, draw: () => undefined }
  const heading = paragraph('H2', 'Key figures', TYPE.heading, width)
  const table: Block = {
    height: ROW * (figures.length + 1),
    draw: (sheets, x, y) =>
      sheets.within('Table', () => {
        const titles = COLUMNS.map(({ title }) => title)
        drawRow(sheets, 'TH', titles, x, y, width, TYPE.label)
        for (const [i, figure] of figures.entries()) drawFigure(sheets, figure, x, y + ROW * (i + 1), width)
      }),
  }
  return above([heading, table], 4)
}

function drawFigure(sheets: Sheets, figure: ReportFigure, x: number, y: number, width: number): void {
  const { label, previous, passport } = figure
  const cells = [label, figureWords(figure), valueWords(previous), changeWords(figure), passport.status.replaceAll('_', ' ')]
  drawRow(sheets, 'TD', cells, x, y, width, TYPE.small)
  sheets.decoration(() => drawStatus(sheets, passport.status, x + width * (COLUMNS[4].at - 0.016), y + 7))
}

function drawRow(sheets: Sheets, tag: 'TH' | 'TD', cells: readonly string[], x: number, y: number, width: number, type: TextStyle): void {
  sheets.decoration(() => sheets.rule(x, y + ROW, width))
  sheets.within('TR', () => {
    for (const [i, { at, share, align }] of COLUMNS.entries()) {
      const style = i === 1 && tag === 'TD' ? { ...type, weight: 600 as const } : type
      const text = shortened(cells[i] ?? '', style, width * share)
      sheets.tagged(i === 0 ? 'TH' : tag, () => sheets.line(text, x + width * at, y + 12, style, align))
    }
  })
}
