import { above, type Block, paragraph } from '../../platform/report/blocks.ts'
import { drawChart } from '../../platform/report/chart-drawing.ts'
import { DRAWING_COLOURS } from '../../platform/report/colours.ts'
import type { ReportChart } from '../../platform/report/section.ts'
import { TYPE } from './paper.ts'

const COLUMNS = 2
const BETWEEN = 20
const ROWS_APART = 12
/** Points to a CSS pixel: the 12 pixels of a chart’s words become 7.4 points. */
const SCALE = 0.62
/** How high a drawing is at least and at most, in points. */
const DRAWING_MIN = 72
const DRAWING_MAX = 165
/** How much more height a row with a tall chart is given. */
const TALL = 1.8

/** Charts two to a row, the last of an odd number as wide as the page. @param height for all of them, headings and captions too. */
export function chartGrid(charts: readonly ReportChart[], width: number, height: number): Block {
  const rows = rowsOf(charts, width)
  if (rows.length === 0) return { height: 0, draw: () => undefined }
  const words = rows.reduce((sum, row) => sum + wordsHeight(row), 0) + ROWS_APART * (rows.length - 1)
  const parts = rows.reduce((sum, row) => sum + partOf(row), 0)
  return above(
    rows.map((row) => drawnRow(row, partOf(row) * Math.min(DRAWING_MAX, (height - words) / parts))),
    ROWS_APART,
  )
}

function partOf(row: readonly Cell[]): number {
  return row.some(({ chart }) => chart.tall === true) ? TALL : 1
}

/** The least height of a grid of these charts. */
export function leastHeight(charts: readonly ReportChart[], width: number): number {
  const rows = rowsOf(charts, width)
  return rows.reduce((sum, row) => sum + wordsHeight(row) + partOf(row) * DRAWING_MIN, 0) + ROWS_APART * Math.max(rows.length - 1, 0)
}

interface Cell {
  readonly chart: ReportChart
  readonly width: number
  readonly head: Block
  readonly caption: Block
}

function rowsOf(charts: readonly ReportChart[], width: number): Cell[][] {
  const rows: Cell[][] = []
  for (let i = 0; i < charts.length; i += COLUMNS) {
    const row = charts.slice(i, i + COLUMNS)
    const cell = (width - (row.length - 1) * BETWEEN) / row.length
    rows.push(row.map((chart) => cellOf(chart, cell)))
  }
  return rows
}

function cellOf(chart: ReportChart, width: number): Cell {
  const head = above([paragraph('H3', chart.title, TYPE.strong, width, 2), paragraph('P', chart.subtitle, TYPE.label, width, 2)], 1)
  return { chart, width, head, caption: paragraph('Caption', chart.finding, TYPE.small, width, 2) }
}

function wordsHeight(row: readonly Cell[]): number {
  return Math.max(...row.map(({ head }) => head.height)) + Math.max(...row.map(({ caption }) => caption.height)) + 8
}

function drawnRow(row: readonly Cell[], drawingHeight: number): Block {
  const headHeight = Math.max(...row.map(({ head }) => head.height))
  return {
    height: wordsHeight(row) + drawingHeight,
    draw: (sheets, x, y) => {
      for (const [i, { chart, width, head, caption }] of row.entries()) {
        const left = x + i * (width + BETWEEN)
        const drawing = drawChart(chart.option(DRAWING_COLOURS.light), { width: width / SCALE, height: drawingHeight / SCALE })
        sheets.within(
          'Sect',
          () => {
            head.draw(sheets, left, y)
            sheets.tagged('Figure', () => sheets.drawing(drawing, left, y + headHeight + 4, width), chart.finding)
            caption.draw(sheets, left, y + headHeight + drawingHeight + 8)
          },
          chart.title,
        )
      }
    },
  }
}
