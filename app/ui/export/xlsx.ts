import type { CsvValue } from '../csv.ts'
import type { ExportFact, ExportRow, ExportTable } from './table.ts'
import { type ZipEntry, zip } from './zip.ts'

/** Rows that a sheet holds, and characters that a cell holds (ECMA-376 and Excel's limits). */
const SHEET_ROWS_MAX = 1_048_576
const CELL_CHARACTERS_MAX = 32_767
const HEADING = 1

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MEDIA = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/**
 * A workbook (Office Open XML) with the rows, and a sheet About that says what they are. Texts are typed as texts, so that no spreadsheet
 * runs them; beyond the rows of a sheet another one follows.
 * @param sheetRowsMax rows of a sheet, its heading included.
 */
export function xlsx(table: ExportTable, { sheetRowsMax = SHEET_ROWS_MAX } = {}): AsyncGenerator<Uint8Array> {
  return zip(entriesOf(table, sheetRowsMax))
}

async function* entriesOf(table: ExportTable, sheetRowsMax: number): AsyncGenerator<ZipEntry> {
  const rows = new Ahead(table.batches)
  const state = { cut: 0 }
  const sheets: string[] = []
  do {
    sheets.push(sheets.length === 0 ? 'Data' : `Data ${sheets.length + 1}`)
    yield { name: `xl/worksheets/sheet${sheets.length}.xml`, pieces: dataSheet(table, rows, sheetRowsMax - HEADING, state) }
  } while (await rows.hasMore())
  const facts: ExportFact[] = [...table.about, ...(state.cut === 0 ? [] : [cutFact(state.cut)])]
  sheets.push('About')
  yield { name: `xl/worksheets/sheet${sheets.length}.xml`, pieces: encoded(aboutSheet(table.title, facts)) }
  yield { name: 'xl/workbook.xml', pieces: encoded([workbook(sheets)]) }
  yield { name: 'xl/_rels/workbook.xml.rels', pieces: encoded([workbookRelations(sheets)]) }
  yield { name: 'xl/styles.xml', pieces: encoded([STYLES]) }
  yield { name: '_rels/.rels', pieces: encoded([relations(relation(1, 'officeDocument', 'xl/workbook.xml'))]) }
  yield { name: '[Content_Types].xml', pieces: encoded([contentTypes(sheets)]) }
}

function cutFact(cells: number): ExportFact {
  return ['Cut cells', `${cells}, to the ${CELL_CHARACTERS_MAX} characters that a cell holds`]
}

/** Batches of rows, of which a part can be taken. */
class Ahead {
  readonly #batches: AsyncIterator<readonly ExportRow[]> | Iterator<readonly ExportRow[]>
  #waiting: readonly ExportRow[] = []

  constructor(batches: ExportTable['batches']) {
    this.#batches = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]()
  }

  async hasMore(): Promise<boolean> {
    while (this.#waiting.length === 0) {
      const { value, done } = await this.#batches.next()
      if (done === true) return false
      this.#waiting = value
    }
    return true
  }

  async *take(count: number): AsyncGenerator<readonly ExportRow[]> {
    let left = count
    while (left > 0 && (await this.hasMore())) {
      const rows = this.#waiting.slice(0, left)
      this.#waiting = this.#waiting.slice(rows.length)
      left -= rows.length
      yield rows
    }
  }

  async end(): Promise<void> {
    await this.#batches.return?.()
  }
}

async function* dataSheet({ columns }: ExportTable, rows: Ahead, rowsMax: number, state: { cut: number }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const rowXml = rowWriter(columns.length, state)
  let number = HEADING
  let isWhole = false
  try {
    const names = columns.map(({ name }) => name)
    yield encoder.encode(
      sheetBegin(`<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`) + rowXml(names, number, BOLD),
    )
    for await (const batch of rows.take(rowsMax)) {
      const begin = number
      number += batch.length
      yield encoder.encode(batch.map((row, index) => rowXml(row, begin + index + 1)).join(''))
    }
    yield encoder.encode(SHEET_END)
    isWhole = true
  } finally {
    if (!isWhole) await rows.end()
  }
}

function aboutSheet(title: string, facts: readonly ExportFact[]): string[] {
  const rowXml = rowWriter(2, { cut: 0 })
  return [sheetBegin(''), ...[['Title', title] as const, ...facts].map((fact, index) => rowXml(fact, index + 1)), SHEET_END]
}

const SHEET_END = '</sheetData></worksheet>'
function sheetBegin(views: string): string {
  return `${XML}<worksheet xmlns="${SPREADSHEET}">${views}<sheetData>`
}

const BOLD = ' s="1"'

type RowWriter = (row: ExportRow, number: number, style?: string) => string

/** Writes rows of so many columns; counts the texts that had to be cut. */
function rowWriter(columns: number, state: { cut: number }): RowWriter {
  const letters = Array.from({ length: columns }, (_, index) => lettersOf(index))
  return (row, number, style = '') => {
    const cells = letters.map((letter, index) => cell(row[index], `${letter}${number}`, style, state))
    return `<row r="${number}">${cells.join('')}</row>`
  }
}

/** `A` … `Z`, `AA` … as columns are named. */
function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last
}

/** A text is typed as one: what it holds is never a formula. */
function cell(value: CsvValue, place: string, style: string, state: { cut: number }): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number' && Number.isFinite(value)) return `<c r="${place}"${style}><v>${value}</v></c>`
  const text = String(value)
  if (text.length > CELL_CHARACTERS_MAX) state.cut += 1
  const shown = escaped(text.slice(0, CELL_CHARACTERS_MAX))
  return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${shown}</t></is></c>`
}

/** What looks like an escape of the format, then what XML does not hold, then the signs of XML. */
function escaped(value: string): string {
  return value
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(UNFIT, (letter) => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))
}
/** What XML 1.0 does not hold, and the return that it would read as a line feed. */
const UNFIT = /(?![\t\n])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu

function workbook(sheets: readonly string[]): string {
  const listed = sheets.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  return `${XML}<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><sheets>${listed.join('')}</sheets></workbook>`
}

function workbookRelations(sheets: readonly string[]): string {
  const listed = sheets.map((_, index) => relation(index + 1, 'worksheet', `worksheets/sheet${index + 1}.xml`))
  return relations(listed.join('') + relation(sheets.length + 1, 'styles', 'styles.xml'))
}

function relations(listed: string): string {
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${listed}</Relationships>`
}

function relation(id: number, type: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`
}

function contentTypes(sheets: readonly string[]): string {
  const part = (name: string, type: string) => `<Override PartName="/xl/${name}.xml" ContentType="${MEDIA}.${type}+xml"/>`
  const listed = sheets.map((_, index) => part(`worksheets/sheet${index + 1}`, 'worksheet'))
  const relationsType = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
  const parts = part('workbook', 'sheet.main') + part('styles', 'styles') + listed.join('')
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>${relationsType}${parts}</Types>`
}

/** Plain cells, and bold ones for headings. */
const STYLES = `${XML}<styleSheet xmlns="${SPREADSHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`

function* encoded(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const part of texts) yield encoder.encode(part)
}
