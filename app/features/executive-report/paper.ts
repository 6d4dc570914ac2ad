import { token } from '../../platform/report/colours.ts'
import { type Align, PAPERS, type Sheets } from '../../platform/report/sheets.ts'
import type { TextStyle } from '../../platform/report/text-lines.ts'
import type { ExecutiveReport } from './content.ts'

const style = (size: number, leading: number, weight: TextStyle['weight'], colour: string): TextStyle => ({
  size,
  leading,
  weight,
  colour: token(colour),
})

/** The type of the report, in points. */
export const TYPE = {
  cover: style(28, 34, 600, 'text'),
  coverLine: style(13, 18, 400, 'muted'),
  title: style(22, 28, 600, 'text'),
  lead: style(11, 16, 400, 'text'),
  heading: style(10.5, 15, 600, 'text'),
  body: style(9, 13, 400, 'text'),
  strong: style(9, 13, 600, 'text'),
  label: style(7.5, 10.5, 400, 'muted'),
  small: style(7.5, 10.5, 400, 'text'),
  smallStrong: style(7.5, 10.5, 600, 'text'),
  value: style(16, 20, 600, 'text'),
  warning: style(7.5, 10.5, 600, 'warning'),
} as const

const SIDE = 46
const HEAD = 34
const TOP = 66
const FOOT = 40
export const GAP = 16

/** Where the content of a page stands. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function areaOf(paper: keyof typeof PAPERS): Area {
  const [width, height] = PAPERS[paper]
  return { x: SIDE, y: TOP, width: width - 2 * SIDE, height: height - TOP - FOOT - 14 }
}

/** What stands on every page: whose report it is, of when, that data is simulated, what it was made from, and the page’s number. */
export function frame(sheets: Sheets, report: ExecutiveReport, number: number, pages: number): void {
  const { workspace, question, simulated } = report
  const right = sheets.width - SIDE
  const line = (text: string, x: number, y: number, type: TextStyle, align: Align) => sheets.line(text, x, y, type, align)
  sheets.decoration(() => {
    line('Trill', SIDE, HEAD + 8, { ...TYPE.strong, colour: token('accent') }, 'left')
    line('Executive report', SIDE + 28, HEAD + 8, TYPE.label, 'left')
    line(`${workspace} · ${question.label}`, right, HEAD + 8, TYPE.label, 'right')
    sheets.rule(SIDE, HEAD + 16, right - SIDE)
    sheets.rule(SIDE, sheets.height - FOOT, right - SIDE)
    line(sourceLine(report), SIDE, sheets.height - FOOT + 14, TYPE.label, 'left')
    line(`${number} / ${pages}`, right, sheets.height - FOOT + 14, TYPE.smallStrong, 'right')
  })
  if (simulated) simulatedMark(sheets)
}

function simulatedMark(sheets: Sheets): void {
  const [width, height] = [88, 16]
  const x = (sheets.width - width) / 2
  sheets.decoration(() => sheets.box(x, HEAD - 3, width, height, { fill: token('warning-soft'), radius: 8 }))
  sheets.tagged('P', () => sheets.line('Simulated data', sheets.width / 2, HEAD + 7.8, TYPE.warning, 'middle'))
}

function sourceLine({ observedAt, simulated }: ExecutiveReport): string {
  const seen = observedAt === null ? '' : `Newest data of ${observedAt.slice(0, 10)}. `
  const words = simulated ? 'Made up by a seeded generator; nobody real is behind it. ' : ''
  return `${seen}${words}n = number of rows or people.`
}
