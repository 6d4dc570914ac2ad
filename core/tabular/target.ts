import { type RawColumn, type RawTable, requireColumn, requireFinite, textAt } from './raw-table.ts'
import { quoted, UnusableTable } from './unusable-table.ts'

/** What is to be told of a row: one of two classes, one of several, or a number. */
export type Task = 'binary' | 'multiclass' | 'regression'

/** What is to be learned. */
export interface Target {
  readonly task: Task
  /** One a row of `rows`: a number, or the index of its class. */
  readonly values: Float64Array
  /** Names of the classes; of two, the second is the positive one. Null for a regression. */
  readonly classes: readonly string[] | null
  /** Rows of the table that have a target, ascending. */
  readonly rows: Uint32Array
  readonly notes: readonly string[]
}

const CLASSES_MAX = 100
/** Fewer say nothing about rows held out. */
const ROWS_MIN = 20
/** As many as there are folds, so that each of them has one. */
const CLASS_ROWS_MIN = 5
/** Words that mean yes. */
const POSITIVE = new Set(['1', 'true', 'yes', 'y', 't', 'positive', 'pos'])

/**
 * The target of a table. Rows without one are left out, and counted in a note. Of two classes the positive one is as asked, else the one that
 * says yes (1, true, yes, positive), else the later one in the alphabet. Several classes that are only two make a binary task.
 * @param options.positive Name of the positive class.
 * @throws UnusableTable naming column and row: no such column, no target at all, fewer than 20 rows, text for a regression, infinity, one
 * class or value only, more than two classes for a binary task, more than 100, or a class of fewer than 5 rows.
 */
export function readTarget(
  raw: RawTable,
  name: string,
  { task, positive }: { readonly task: Task; readonly positive?: string | undefined },
): Target {
  const column = requireColumn(raw, name, 'the target')
  const rows = Uint32Array.from({ length: raw.rows }, (_, row) => row).filter((row) => textAt(column, row) !== null)
  const missing = raw.rows - rows.length
  const notes = missing === 0 ? [] : [missingTargets(missing)]
  requireRows(name, rows.length, raw.rows)
  if (task === 'regression') return { task, values: numbersOf(column, rows), classes: null, rows, notes }
  const classes = classesOf(column, rows, positive)
  if (task === 'binary' && classes.length > 2) {
    throw new UnusableTable(
      `The target “${name}” has ${classes.length} classes, a binary task has two: ${quoted(classes)}.`,
      'Choose the task multiclass, or regression for numbers.',
    )
  }
  if (task === 'multiclass' && classes.length === 2) notes.push('The target has two classes, so the task is taken as binary.')
  const indices = new Map(classes.map((text, index) => [text, index]))
  const values = Float64Array.from(rows, (row) => indices.get(textAt(column, row) as string) as number)
  requireRowsOfClasses(name, values, classes)
  return { task: classes.length === 2 ? 'binary' : task, values, classes, rows, notes }
}

/**
 * The target of rows that a model is judged on: classes of the model, or numbers. Rows without one are left out.
 * @param classes Of the model; null for a regression.
 * @throws UnusableTable naming column and row: no such column, no target at all, a class that the model does not know, text, infinity.
 */
export function readActual(
  raw: RawTable,
  name: string,
  classes: readonly string[] | null,
): { readonly values: Float64Array; readonly rows: Uint32Array } {
  const column = requireColumn(raw, name, 'the target')
  const rows = Uint32Array.from({ length: raw.rows }, (_, row) => row).filter((row) => textAt(column, row) !== null)
  if (rows.length === 0) throw new UnusableTable(`No row has a value of the target “${name}”.`, 'Give rows of which the outcome is known.')
  if (classes === null) return { values: finiteNumbers(column, rows), rows }
  const values = Float64Array.from(rows, (row) => classes.indexOf(textAt(column, row) as string))
  const unknown = values.indexOf(-1)
  if (unknown === -1) return { values, rows }
  const row = rows[unknown] as number
  throw new UnusableTable(
    `The target “${name}” is “${textAt(column, row)?.slice(0, 80)}” in row ${row + 1}; the model knows ${quoted(classes)}.`,
    'Spell the classes as they were in training, and leave out rows of others.',
  )
}

/** What is said of rows without a target. */
export function missingTargets(rows: number): string {
  return rows === 1 ? '1 row has no target and is left out.' : `${rows} rows have no target and are left out.`
}

function requireRows(name: string, known: number, rows: number): void {
  if (known >= ROWS_MIN) return
  const seen = rows === 0 ? 'The table has no rows' : `Of ${rows} rows ${known} have a value of the target “${name}”`
  throw new UnusableTable(
    `${seen}; at least ${ROWS_MIN} are needed, so that some can be held out to judge by.`,
    'Give more rows of which the outcome is known.',
  )
}

function requireRowsOfClasses(name: string, values: Float64Array, classes: readonly string[]): void {
  const counts = new Uint32Array(classes.length)
  for (const value of values) counts[value] = (counts[value] as number) + 1
  const rare = counts.findIndex((count) => count < CLASS_ROWS_MIN)
  if (rare === -1) return
  throw new UnusableTable(
    `The class “${classes[rare]}” of the target “${name}” has ${counts[rare]} rows; at least ${CLASS_ROWS_MIN} are needed.`,
    'Give more rows of it, put rare classes together, or leave their rows out.',
  )
}

function numbersOf(column: RawColumn, rows: Uint32Array): Float64Array {
  const values = finiteNumbers(column, rows)
  if (values.some((value) => value !== values[0])) return values
  throw new UnusableTable(
    `The target “${column.name}” is ${values[0]} in every row; there is nothing to learn.`,
    'Give rows with different outcomes.',
  )
}

function finiteNumbers(column: RawColumn, rows: Uint32Array): Float64Array {
  const row = rows.find((at) => Number.isNaN(column.numbers[at]))
  if (row !== undefined) {
    throw new UnusableTable(
      `The target “${column.name}” is “${textAt(column, row)?.slice(0, 80)}” in row ${row + 1}, which is no number, as a regression needs.`,
      'Write a number there or leave the cell empty; for classes choose the task binary or multiclass.',
    )
  }
  requireFinite(column)
  return Float64Array.from(rows, (at) => column.numbers[at] as number)
}

function classesOf(column: RawColumn, rows: Uint32Array, positive: string | undefined): readonly string[] {
  requireFinite(column)
  const found = new Set<string>()
  for (const row of rows) found.add(textAt(column, row) as string)
  const classes = [...found].sort(column.codes === null ? (a, b) => Number(a) - Number(b) : undefined)
  if (classes.length > CLASSES_MAX) {
    throw new UnusableTable(
      `The target “${column.name}” has ${classes.length} classes; at most ${CLASSES_MAX} can be told apart.`,
      'Put classes together, or choose the task regression for numbers.',
    )
  }
  if (classes.length < 2) {
    throw new UnusableTable(
      `The target “${column.name}” is “${classes[0]}” in every row; with one class only there is nothing to learn.`,
      'Give rows of at least two classes.',
    )
  }
  return classes.length === 2 ? withPositiveLast(column.name, classes, positive) : classes
}

function withPositiveLast(name: string, classes: readonly string[], positive: string | undefined): readonly string[] {
  if (positive !== undefined && !classes.includes(positive)) {
    throw new UnusableTable(
      `The positive class “${positive}” does not occur; the target “${name}” has ${quoted(classes)}.`,
      'Name one of them.',
    )
  }
  const chosen = positive ?? classes.find((text) => POSITIVE.has(text.toLowerCase())) ?? (classes[1] as string)
  return [...classes.filter((text) => text !== chosen), chosen]
}
