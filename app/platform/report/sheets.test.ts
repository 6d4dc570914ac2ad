import { getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { amountAxis, baseOption, categoryAxis } from '../../ui/chart-option.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import { drawChart } from './chart-drawing.ts'
import { colourOf, DRAWING_COLOURS, token } from './colours.ts'
import { textWidth } from './fonts.ts'
import { Sheets } from './sheets.ts'
import { drawingOf } from './svg-drawing.ts'
import { boundsOf } from './svg-paths.ts'
import { linesOf, shortened } from './text-lines.ts'

const COLOURS = DRAWING_COLOURS.light
const STYLE = { size: 10, weight: 400, colour: token('text'), leading: 14 } as const
const chart = () =>
  drawChart(
    {
      ...baseOption(COLOURS),
      xAxis: { ...categoryAxis(COLOURS), data: ['Reels', 'Stories <b>'] },
      yAxis: amountAxis(COLOURS, String),
      series: [{ type: 'bar', data: [4, 7], label: { show: true } }],
    },
    { width: 400, height: 200 },
  )

async function made(): Promise<Buffer> {
  const sheets = new Sheets({ paper: 'A4', title: 'A title', subject: 'A subject', at: new Date(0) })
  sheets.addPage('First', 'first')
  sheets.within('Sect', () => {
    sheets.tagged('H1', () => sheets.lines(['Heading'], 40, 40, STYLE))
    sheets.tagged('Figure', () => sheets.drawing(chart(), 40, 80, 300), 'Stories lead')
    sheets.decoration(() => sheets.rule(40, 300, 100))
    sheets.link('Link', 'first', [40, 310, 100, 14], () => sheets.line('To the first page', 40, 320, STYLE))
  })
  return await sheets.end()
}

test('a chart becomes paths and texts of the embedded type, with the words that it has on the page', () => {
  const { marks } = chart()
  const texts = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
  expect(texts).toEqual(expect.arrayContaining(['Reels', 'Stories <b>', '4', '7']))
  expect(marks.some((mark) => mark.kind === 'shape' && mark.fill !== undefined)).toBe(true)
})

test('a row whose name has no room keeps its dot', () => {
  const rows = Array.from({ length: 10 }, (_, i) => ({
    label: `${i * 10} to ${i * 10 + 10}`,
    value: i,
    lower: i - 0.5,
    upper: i + 0.5,
    n: 9,
  }))
  const option = intervalOption(rows, { name: 'Matches', nOf: 'Customers', format: String }, COLOURS)
  const { marks } = drawChart(option, { width: 380, height: 130 })
  const dots = marks.filter((mark) => mark.kind === 'shape' && /^M1 0A1 1/.test(mark.path))
  expect(dots).toHaveLength(10)
})

test('a document can be read out: title, language, structure, words in place of drawings, bookmarks', async () => {
  const document = await getDocumentProxy(new Uint8Array(await made()))
  const { info } = await document.getMetadata()
  expect(info).toMatchObject({ Title: 'A title', Language: 'en' })
  expect(await document.getMarkInfo()).toMatchObject({ Marked: true })
  expect((await document.getOutline()).map(({ title }) => title)).toEqual(['First'])
  const page = await document.getPage(1)
  expect(JSON.stringify(await page.getStructTree())).toContain('"alt":"Stories lead"')
  expect((await page.getAnnotations()).map(({ dest }) => dest)).toEqual(['first'])
  const { items } = await page.getTextContent()
  expect(items.map((item) => ('str' in item ? item.str : ''))).toContain('To the first page')
})

test('the same document is the same bytes', async () => {
  expect((await made()).equals(await made())).toBe(true)
})

test('what cannot be painted is a fault, not left out', () => {
  const svg = (inside: string) => `<svg width="10" height="10">${inside}</svg>`
  expect(() => drawingOf(svg('<image href="a.png"/>'))).toThrow(/shapes, texts and groups, got <image>/)
  expect(() => drawingOf(svg('<path d="M0 0L1 1" fill="url(#no)"/>'))).toThrow(/linear gradient/)
  expect(() => drawingOf(svg('<path d="M0 0L1 1" transform="skewX(3)"/>'))).toThrow(/matrix, translate, scale or rotate/)
  expect(() => colourOf('nonsense')).toThrow(RangeError)
  expect(() => token('nonsense')).toThrow(RangeError)
})

test('colours with eight digits keep their opacity, groups their place and their outline', () => {
  expect(colourOf('#5470c680').opacity).toBeCloseTo(0.5, 2)
  const { marks, clips } = drawingOf(
    '<svg width="9" height="9"><defs><clipPath id="c"><path d="M0 0h4v4Z"/></clipPath></defs><g clip-path="url(#c)" transform="translate(3 4)"><circle cx="1" cy="1" r="1" fill="#f008" transform="scale(2)"/></g></svg>',
  )
  expect(clips).toEqual(['M0 0h4v4Z'])
  expect(marks).toMatchObject([{ clip: 0, matrix: [2, 0, 0, 2, 3, 4], fill: { colour: '#ff0000' } }])
})

test('an outline that is turned stands where it was turned to', () => {
  const { clips } = drawingOf(
    '<svg width="99" height="99"><defs><clipPath id="c"><path d="M0 0h10v40h-10Z" transform="matrix(0,-1,1,0,20,60)"/></clipPath></defs><g clip-path="url(#c)"><rect width="9" height="9"/></g></svg>',
  )
  expect(boundsOf(clips[0] ?? '')).toEqual({ left: 20, top: 50, right: 60, bottom: 60 })
})

test('the box of a path holds its points, whichever way they are written', () => {
  expect(boundsOf('M10 20h5v-10l-5 1.5e1ZM1,2A3 3 0 0 1 7 8')).toEqual({ left: 1, top: 2, right: 15, bottom: 25 })
})

test('no line is wider than its column, and no letter is lost', () => {
  const text = 'Engagement of creators Donaudampfschifffahrtsgesellschaft ≥ 12.3 % – “so it is”'
  const lines = linesOf(text, STYLE, 90)
  for (const line of lines) expect(textWidth(line, 10, 400)).toBeLessThanOrEqual(90)
  expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
  expect(linesOf('', STYLE, 90)).toEqual([])
  expect(textWidth(shortened(text, STYLE, 90), 10, 400)).toBeLessThanOrEqual(90)
})
