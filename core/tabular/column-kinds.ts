import type { RawColumn } from './raw-table.ts'
import { firstText, type RawTable, requireFinite, textAt } from './raw-table.ts'
import { quoted, UnusableTable } from './unusable-table.ts'

/** What a column is to a model. A category is stored as its index in `values`. */
export type ModelColumn =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly string[] }

/** A column that no model learns from, and why. */
export interface LeftOut {
  readonly name: string
  readonly reason: 'target' | 'time' | 'group' | 'asked' | 'empty' | 'constant' | 'identifier' | 'too_many_values' | 'leak'
}

/** Columns to learn from, and the others. */
export interface DescribedColumns {
  readonly columns: readonly ModelColumn[]
  readonly leftOut: readonly LeftOut[]
  /** What a reader should know, in sentences. */
  readonly notes: readonly string[]
}

/** Values of a category that are remembered, the most frequent first; others count as missing. As many as the bins of a tree. */
export const CATEGORIES_MAX = 254
/** Below, every column of whole numbers may differ from row to row by chance. */
const IDENTIFIER_ROWS_MIN = 20
const IDENTIFIER_NAME = [/(^|[\s_.-])id$/i, /[a-z]I[dD]$/]
/** Of a category with more values than are remembered, the share of rows that those must cover. */
const COVERED_MIN = 0.5
/** A category of this many values must have five rows a value, else it is text. */
const TOLD_APART = 50
const ROWS_A_VALUE_MIN = 5
const MOSTLY_NUMBERS = 0.9

/**
 * What each column is: a number where every cell is one or missing, else a category. Left out are columns with a part of their own, those
 * that say nothing (empty, constant), identifiers, and texts of too many values. An identifier is text, or a whole number in a row without
 * gaps or by its name, that differs in each row.
 * @param options.roles Columns with a part of their own, with that part.
 * @param options.keep Columns to learn from whatever they look like.
 * @throws UnusableTable for infinity, and when no column is left.
 */
export function describeColumns(
  table: RawTable,
  { roles, keep = [] }: { readonly roles: ReadonlyMap<string, LeftOut['reason']>; readonly keep?: readonly string[] },
): DescribedColumns {
  const columns: ModelColumn[] = []
  const leftOut: LeftOut[] = []
  const notes: string[] = []
  for (const column of table.columns) {
    const { name } = column
    const role = roles.get(name)
    if (role === undefined) requireFinite(column)
    const { kind, reason, note } = role === undefined ? judged(column, table.rows) : { kind: undefined, reason: role, note: undefined }
    const isKept = role === undefined && keep.includes(name) && reason !== 'empty' && reason !== 'constant'
    if (reason === undefined || isKept) columns.push(kind as ModelColumn)
    else leftOut.push({ name, reason })
    if (note !== undefined && (reason === undefined || isKept)) notes.push(note)
  }
  if (columns.length > 0) return { columns, leftOut, notes: [...leftOutNotes(leftOut), ...notes] }
  throw new UnusableTable(
    `No column is left to learn from; left out were ${leftOut.map(({ name, reason }) => `“${name}” (${reason.replaceAll('_', ' ')})`).join(', ')}.`,
    'Add columns that say something about the target, or name those to use although they look like identifiers.',
  )
}

interface Judged {
  readonly kind: ModelColumn | undefined
  readonly reason: LeftOut['reason'] | undefined
  readonly note: string | undefined
}

function judged(column: RawColumn, rows: number): Judged {
  return firstText(column) === -1 ? judgedNumber(column, rows) : judgedCategory(column, rows)
}

function judgedNumber({ name, numbers }: RawColumn, rows: number): Judged {
  const kind: ModelColumn = { name, kind: 'number' }
  let [least, greatest, present, whole] = [Infinity, -Infinity, 0, true]
  for (const value of numbers) {
    if (Number.isNaN(value)) continue
    present += 1
    if (value < least) least = value
    if (value > greatest) greatest = value
    if (!Number.isInteger(value)) whole = false
  }
  if (present === 0) return { kind, reason: 'empty', note: undefined }
  if (least === greatest && present === rows) return { kind, reason: 'constant', note: undefined }
  const mayBeOne = whole && present === rows && rows >= IDENTIFIER_ROWS_MIN
  const looksLikeOne = greatest - least < 2 * rows || IDENTIFIER_NAME.some((name_) => name_.test(name))
  const isOne = mayBeOne && looksLikeOne && new Set(numbers).size === rows
  return { kind, reason: isOne ? 'identifier' : undefined, note: undefined }
}

function judgedCategory(column: RawColumn, rows: number): Judged {
  const { name } = column
  const counts = countsOf(column, rows)
  const present = [...counts.values()].reduce((total, count) => total + count, 0)
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const remembered = sorted.slice(0, CATEGORIES_MAX)
  const kind: ModelColumn = { name, kind: 'category', values: remembered.map(([value]) => value) }
  const covered = remembered.reduce((total, [, count]) => total + count, 0)
  if (counts.size === 1 && present === rows) return { kind, reason: 'constant', note: undefined }
  if (counts.size === present && present > 1 && counts.size > 2) return { kind, reason: 'identifier', note: undefined }
  const isText = counts.size > TOLD_APART && counts.size * ROWS_A_VALUE_MIN > present
  if (isText || covered < COVERED_MIN * present) return { kind, reason: 'too_many_values', note: undefined }
  return { kind, reason: undefined, note: noteOf(column, rows, counts.size) }
}

function noteOf(column: RawColumn, rows: number, values: number): string | undefined {
  const numbers = column.numbers.reduce((count, value) => count + Number(!Number.isNaN(value)), 0)
  const row = firstText(column)
  if (numbers >= MOSTLY_NUMBERS * rows)
    return `“${column.name}” is taken as a category, since row ${row + 1} holds “${textAt(column, row)?.slice(0, 80)}”; almost all other cells are numbers.`
  if (values > CATEGORIES_MAX)
    return `Of the ${values} values of “${column.name}” the ${CATEGORIES_MAX} most frequent are told apart; the others count as missing.`
  return undefined
}

function countsOf(column: RawColumn, rows: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let row = 0; row < rows; row += 1) {
    const text = textAt(column, row)
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

const NOTES: Partial<Record<LeftOut['reason'], (names: readonly string[]) => string>> = {
  identifier: (names) => `Left out, since they differ in each row as identifiers do: ${quoted(names)}.`,
  too_many_values: (names) => `Left out, since they are texts of too many values: ${quoted(names)}.`,
  constant: (names) => `Left out, since they never vary: ${quoted(names)}.`,
  empty: (names) => `Left out, since they are empty: ${quoted(names)}.`,
  time: (names) => `${quoted(names)} orders the rows and is not learned from.`,
  group: (names) => `${quoted(names)} groups the rows and is not learned from.`,
}

function leftOutNotes(leftOut: readonly LeftOut[]): string[] {
  return Object.entries(NOTES).flatMap(([reason, say]) => {
    const names = leftOut.filter((column) => column.reason === reason).map(({ name }) => name)
    return names.length === 0 ? [] : [say(names)]
  })
}
