import type { FigureStatus } from '@trill/contract/passport'
import { above, type Block, grouped } from '../../platform/report/blocks.ts'
import { token } from '../../platform/report/colours.ts'
import { textWidth } from '../../platform/report/fonts.ts'
import type { ReportFigure } from '../../platform/report/section.ts'
import type { Sheets } from '../../platform/report/sheets.ts'
import { linesOf, shortened } from '../../platform/report/text-lines.ts'
import { TYPE } from './paper.ts'
import { changeWords, figureWords, valueWords } from './words.ts'

const COLUMNS = 4
const BETWEEN = 10
const CARD = 66
const PADDING = 9
/** Sizes of a value, the largest at which its unit fits beside it is taken. */
const VALUE_SIZES = [16, 14, 12] as const
const UNIT_APART = 4

/** A status is told by a dot and a word. */
const STATUS_COLOURS: Readonly<Record<FigureStatus, string>> = {
  measured: 'positive',
  imported: 'info',
  mixed: 'info',
  derived: 'info',
  estimated: 'accent',
  simulated: 'warning',
  partly_simulated: 'warning',
  unavailable: 'faint',
}

const SEEN: ReadonlySet<FigureStatus> = new Set(['measured', 'imported', 'mixed', 'derived'])

/** Figures four to a row, each with its change and the kind of knowledge that it is. */
export function figureCards(figures: readonly ReportFigure[], width: number): Block {
  const cardWidth = (width - (COLUMNS - 1) * BETWEEN) / COLUMNS
  const rows: Block[] = []
  for (let i = 0; i < figures.length; i += COLUMNS) {
    const row = figures.slice(i, i + COLUMNS)
    rows.push({
      height: CARD,
      draw: (sheets, x, y) => {
        for (const [at, figure] of row.entries()) drawCard(sheets, figure, x + at * (cardWidth + BETWEEN), y, cardWidth)
      },
    })
  }
  return grouped('Sect', above(rows, BETWEEN), 'Key figures')
}

function drawCard(sheets: Sheets, figure: ReportFigure, x: number, y: number, width: number): void {
  const inside = width - 2 * PADDING
  const label = linesOf(figure.label, TYPE.label, inside)
  const shown = label.length <= 2 ? label : [label[0] ?? '', shortened(label.slice(1).join(' '), TYPE.label, inside)]
  const value = valueWords(figure.value)
  const style = { ...TYPE.value, size: valueSize(value, figure.unit, inside) }
  const unitAt = x + PADDING + textWidth(value, style.size, style.weight) + UNIT_APART
  sheets.decoration(() => sheets.box(x, y, width, CARD, { border: token('border'), radius: 6 }))
  const draw = () => {
    sheets.lines(shown, x + PADDING, y + 5, TYPE.label)
    sheets.line(value, x + PADDING, y + 41, style)
    if (figure.value !== null) sheets.line(shortened(figure.unit, TYPE.label, x + width - PADDING - unitAt), unitAt, y + 41, TYPE.label)
    sheets.line(shortened(changeWords(figure), TYPE.small, inside - 12), x + PADDING, y + 56, TYPE.small)
  }
  const { status, n } = figure.passport
  const about = n === null ? '' : `, n = ${n}`
  sheets.tagged('P', draw, `${figure.label}: ${figureWords(figure)}, ${changeWords(figure)}. ${status.replaceAll('_', ' ')}${about}`)
  sheets.decoration(() => drawStatus(sheets, status, x + width - PADDING - 4, y + 51))
}

function valueSize(value: string, unit: string, width: number): number {
  const needed = (size: number) =>
    textWidth(value, size, TYPE.value.weight) + UNIT_APART + textWidth(unit, TYPE.label.size, TYPE.label.weight)
  return VALUE_SIZES.find((size) => needed(size) <= width) ?? VALUE_SIZES[2]
}

/** Small and filled for what was seen, hollow for what was made up, estimated or is missing. */
export function drawStatus(sheets: Sheets, status: FigureStatus, x: number, y: number): void {
  const colour = token(STATUS_COLOURS[status])
  sheets.box(x, y, 5, 5, SEEN.has(status) ? { fill: colour, radius: 2.5 } : { border: colour, radius: 2.5 })
}

/** What the marks beside figures mean, for those statuses that a page has. */
export function statusKey(figures: readonly ReportFigure[]): Block {
  const present = [...new Set(figures.map(({ passport }) => passport.status))]
  if (present.length === 0) return { height: 0, draw: () => undefined }
  return {
    height: TYPE.label.leading,
    draw: (sheets, x, y) => {
      let at = x
      for (const status of present) {
        const begin = at
        const words = status.replaceAll('_', ' ')
        sheets.decoration(() => drawStatus(sheets, status, begin, y + 3.5))
        sheets.tagged('P', () => sheets.line(words, begin + 8, y + 8.5, TYPE.label))
        at += 8 + textWidth(words, TYPE.label.size, TYPE.label.weight) + 14
      }
    },
  }
}
