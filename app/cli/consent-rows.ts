import { Value } from 'typebox/value'
import { statementOf } from '../features/consents/consents.ts'
import { Statement, type StatementBody } from '../features/consents/contract.ts'
import { readCsv } from '../features/imports/csv.ts'
import { readLines } from '../features/imports/ndjson.ts'
import { type Refusal, UnusableImport } from '../features/imports/rejections.ts'
import type { Source } from '../features/imports/source.ts'

/** One row of a file of statements: what it says, or why it cannot be taken. */
export type ConsentRow =
  | { readonly line: number; readonly raw: readonly string[] | string; readonly value: StatementBody }
  | { readonly line: number; readonly raw: readonly string[] | string; readonly refusal: Refusal }

/** Columns of a CSV; the fields of a statement. */
const COLUMNS = Object.keys(Statement.properties)
const REQUIRED = ['actor_id', 'policy_version', 'given_at']
const YES = new Set(['true', 'yes', '1'])
const NO = new Set(['false', 'no', '0'])

/**
 * Reads statements in file order: NDJSON in the form of POST /v1/consents, or CSV with the same names as columns.
 * @throws UnusableImport when the file is neither.
 */
export async function* readConsentRows(source: Source, now: number, delimiter?: string): AsyncGenerator<readonly ConsentRow[]> {
  const sign = await firstSign(source)
  if (sign === undefined) throw new UnusableImport('The file is empty; not even a line with the names of the columns is there.')
  if (sign === '[') throw new UnusableImport('The file is one JSON list; `jq -c ".[]" FILE` writes its statements one a line.')
  yield* sign === '{' ? readObjects(source, now) : readTable(source, now, delimiter)
}

async function firstSign(source: Source): Promise<string | undefined> {
  for await (const part of source.chunks()) {
    const text = part.toString('latin1').trimStart()
    if (text !== '') return text[0]
  }
  return undefined
}

async function* readObjects(source: Source, now: number): AsyncGenerator<readonly ConsentRow[]> {
  for await (const lines of readLines(source)) {
    yield lines.map(({ line, text, fault }): ConsentRow => {
      const read = fault ?? parsed(text)
      return isRefusal(read) ? { line, raw: text, refusal: read } : judged({ line, raw: text }, read, now)
    })
  }
}

function parsed(text: string): object | Refusal {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    return { reason: 'not_an_object', field: '', message: 'The line is JSON, but no object' }
  } catch (error) {
    return { reason: 'not_json', field: '', message: (error as Error).message.slice(0, 200) }
  }
}

async function* readTable(source: Source, now: number, delimiter?: string): AsyncGenerator<readonly ConsentRow[]> {
  let header: readonly string[] | undefined
  for await (const rows of readCsv(source, delimiter)) {
    const read: ConsentRow[] = []
    for (const { line, cells, fault } of rows) {
      if (header === undefined) {
        header = readHeader(cells)
        continue
      }
      const refusal = fault ?? widthOf(cells, header)
      read.push(refusal === undefined ? rowOf({ line, raw: cells }, header, cells, now) : { line, raw: cells, refusal })
    }
    yield read
  }
}

function readHeader(cells: readonly string[]): string[] {
  const names = cells.map((name) => name.trim())
  const unknown = names.find((name) => !COLUMNS.includes(name))
  if (unknown !== undefined)
    throw new UnusableImport(`The column "${unknown.slice(0, 100)}" is not known; those of a file of statements are ${COLUMNS.join(', ')}.`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UnusableImport(`The column "${twice}" is there twice.`)
  const missing = REQUIRED.find((name) => !names.includes(name))
  if (missing !== undefined) throw new UnusableImport(`The column "${missing}" is missing.`)
  return names
}

function widthOf(cells: readonly string[], header: readonly string[]): Refusal | undefined {
  if (cells.length === header.length) return undefined
  const message = `The row has ${cells.length} values, the file has ${header.length} columns`
  return { reason: cells.length < header.length ? 'too_few_columns' : 'too_many_columns', field: '', message }
}

type Place = { readonly line: number; readonly raw: readonly string[] | string }

function rowOf(place: Place, header: readonly string[], cells: readonly string[], now: number): ConsentRow {
  const said: Record<string, unknown> = {}
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? ''
    if (cell === '') continue
    const value = cellOf(name, cell)
    if (isRefusal(value)) return { ...place, refusal: value }
    said[name] = value
  }
  return judged(place, said, now)
}

function cellOf(name: string, cell: string): unknown {
  if (name === 'birth_year') return Number(cell)
  if (name === 'parental') return yesOrNo(cell) ?? cell
  return name === 'purposes' ? purposesOf(cell) : cell
}

/** JSON, or words such as `analytics=yes; advertising=no`. */
function purposesOf(cell: string): unknown {
  if (cell.trimStart().startsWith('{')) return parsed(cell)
  const said: Record<string, boolean> = {}
  for (const part of cell.split(/[;,|]/)) {
    const [purpose = '', answer = ''] = part.split('=').map((word) => word.trim())
    const yes = yesOrNo(answer)
    if (purpose === '' && answer === '') continue
    if (yes === undefined)
      return {
        reason: 'invalid_format',
        field: 'purposes',
        message: `"${part.trim().slice(0, 64)}" does not say yes or no, as in analytics=yes`,
      }
    Object.defineProperty(said, purpose, { value: yes, enumerable: true })
  }
  return said
}

function yesOrNo(word: string): boolean | undefined {
  const lower = word.trim().toLowerCase()
  return YES.has(lower) ? true : NO.has(lower) ? false : undefined
}

/** By the same schema and the same rules as the route, so that a batch of these is never refused as a whole. */
function judged(place: Place, said: object, now: number): ConsentRow {
  const missing = REQUIRED.find((name) => [undefined, null, ''].includes((said as Record<string, string | undefined | null>)[name]))
  if (missing !== undefined)
    return {
      ...place,
      refusal: { reason: 'missing_field', field: missing, message: `${missing} is required in a file that may be read again` },
    }
  if (!Value.Check(Statement, said)) return { ...place, refusal: faultOf(said) }
  try {
    statementOf(said, 0, now)
    return { ...place, value: said }
  } catch (error) {
    return { ...place, refusal: { reason: 'invalid_statement', field: '', message: (error as Error).message.replace('consents[0]: ', '') } }
  }
}

function faultOf(said: object): Refusal {
  const unknown = Object.keys(said).find((name) => !COLUMNS.includes(name))
  if (unknown !== undefined) return { reason: 'unknown_field', field: unknown.slice(0, 64), message: 'A statement has no such field' }
  const [first] = Value.Errors(Statement, said)
  const field = first?.instancePath.split('/')[1] ?? ''
  return { reason: 'invalid_format', field, message: `${field} ${first?.message ?? 'cannot be taken'}` }
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'reason' in value && 'message' in value
}
