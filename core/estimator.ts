import type { Random } from './random/xoshiro256.ts'

/**
 * Features by column: one array a name, all of one length. NaN is a missing value, infinity is refused.
 * A categorical column holds whole numbers ≥ 0; what they stand for is kept by whoever made the table.
 */
export interface Table {
  /** Distinct names; a model remembers them in this order. */
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
}

/** What every model has. It is JSON: no typed array, no NaN, no infinity. */
export interface Fitted {
  /** Columns that `predict` requires, in this order. */
  readonly columns: readonly string[]
}

/**
 * A learner is data and two functions. Both leave what they are given as it is; whatever is drawn comes from `random`, so that one seed
 * gives one model. `conformance` of `estimator.conformance.ts` runs on every learner.
 */
export interface Learner<Options, Model extends Fitted> {
  /** As errors name it. */
  readonly name: string
  /**
   * @param target One number a row: a value, or for classes whole numbers 0 … k − 1.
   * @throws RangeError for an empty table, columns of unequal length, infinity, a target that is NaN, infinite or of another length.
   */
  fit(table: Table, target: Float64Array, options: Options, random: Random): Model
  /**
   * @returns one number a row; for more than two classes k probabilities a row, side by side: class c of row r at r · k + c.
   * @throws RangeError unless the table has the columns of the model in their order (`selectColumns` brings them into it).
   */
  predict(model: Model, table: Table): Float64Array
}

/** Rows of a table, 0 where it has no columns. */
export function rowCount({ columns }: Table): number {
  return columns[0]?.length ?? 0
}

/**
 * A table from rows, one array a row in the order of the names.
 * @throws RangeError when a row has another width.
 */
export function tableOfRows(names: readonly string[], rows: readonly ArrayLike<number>[]): Table {
  const columns = names.map(() => new Float64Array(rows.length))
  for (const [index, row] of rows.entries()) {
    if (row.length !== names.length)
      throw new RangeError(`tableOfRows requires ${names.length} values a row, got ${row.length} in row ${index}`)
    for (const [position, column] of columns.entries()) column[index] = row[position] as number
  }
  return { names, columns }
}

/**
 * The named columns in the named order, not copied.
 * @throws RangeError naming a column that the table lacks.
 */
export function selectColumns(table: Table, names: readonly string[]): Table {
  const columns = names.map((name) => {
    const column = table.columns[table.names.indexOf(name)]
    if (column === undefined) throw new RangeError(`selectColumns requires a column “${name}”, got ${listed(table.names)}`)
    return column
  })
  return { names, columns }
}

/**
 * Copies of the given rows, in the given order; one may be given several times.
 * @param rows Indices 0 … rows − 1.
 */
export function selectRows({ names, columns }: Table, rows: ArrayLike<number>): Table {
  return { names, columns: columns.map((column) => selectValues(column, rows)) }
}

/** Copies of the values at the given indices, as of a target beside `selectRows`. */
export function selectValues(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const selected = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) selected[i] = values[rows[i] as number] as number
  return selected
}

/** Values one behind the other. */
export function joinValues(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * Rows of tables of the same columns one behind the other.
 * @param names In the order in which all of them have their columns.
 */
export function joinTables(names: readonly string[], tables: readonly Table[]): Table {
  return { names, columns: names.map((_, index) => joinValues(tables.map(({ columns }) => columns[index] as Float64Array))) }
}

/**
 * Refuses a table that no learner can take: empty, ragged, with a name twice, infinite, or (unless `missing` is accepted) with NaN.
 * @param who Name of the function that requires it, as the error says it.
 * @throws RangeError saying which column and row.
 */
export function requireTable(who: string, table: Table, { missing }: { missing: 'accepted' | 'refused' }): void {
  const { names, columns } = table
  if (names.length !== columns.length)
    throw new RangeError(`${who} requires a name for each column, got ${names.length} for ${columns.length}`)
  if (new Set(names).size !== names.length) throw new RangeError(`${who} requires distinct names of columns, got ${listed(names)}`)
  if (columns.length === 0) throw new RangeError(`${who} requires at least one column, got none`)
  const rows = rowCount(table)
  if (rows === 0) throw new RangeError(`${who} requires at least one row, got none`)
  for (const [index, column] of columns.entries()) {
    const name = names[index] as string
    if (column.length !== rows) throw new RangeError(`${who} requires ${rows} rows in each column, got ${column.length} in “${name}”`)
    const row = column.findIndex(missing === 'accepted' ? isInfinite : isNotFinite)
    const allowed = missing === 'accepted' ? 'finite or missing values' : 'finite values'
    if (row !== -1) throw new RangeError(`${who} requires ${allowed}, got ${column[row]} in “${name}”, row ${row}`)
  }
}

/**
 * Refuses a target that does not go with the table.
 * @throws RangeError saying which row.
 */
export function requireTarget(who: string, target: Float64Array, rows: number): void {
  if (target.length !== rows) throw new RangeError(`${who} requires a target for each of ${rows} rows, got ${target.length}`)
  const row = target.findIndex(isNotFinite)
  if (row !== -1) throw new RangeError(`${who} requires finite targets, got ${target[row]} in row ${row}`)
}

/**
 * Refuses a target that is no list of classes 0 … k − 1 with each of them present.
 * @returns k, at least 2.
 * @throws RangeError saying which row, or which class nobody has; one class alone is refused, since nothing can be learned from it.
 */
export function requireClasses(who: string, target: Float64Array): number {
  const row = target.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < target.length))
  if (row !== -1) throw new RangeError(`${who} requires classes 0, 1, … as targets, got ${target[row]} in row ${row}`)
  const classes = new Set(target)
  if (classes.size < 2) throw new RangeError(`${who} requires at least two classes, got only ${[...classes].join()}`)
  for (let index = 0; index < classes.size; index += 1) {
    if (!classes.has(index)) throw new RangeError(`${who} requires each class up to the last in the target, got none of class ${index}`)
  }
  return classes.size
}

/**
 * Refuses a table whose columns are not those of the model in its order, or that `requireTable` refuses. No row at all is allowed.
 * @throws RangeError naming the first column that is missing, superfluous or out of place.
 */
export function requireColumns(who: string, { columns: names }: Fitted, table: Table, options: { missing: 'accepted' | 'refused' }): void {
  const absent = names.find((name) => !table.names.includes(name))
  if (absent !== undefined) throw new RangeError(`${who} requires a column “${absent}”, got ${listed(table.names)}`)
  const unknown = table.names.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new RangeError(`${who} requires the ${names.length} columns of the model only, got also “${unknown}”`)
  const moved = table.names.findIndex((name, index) => name !== names[index])
  if (moved !== -1) {
    throw new RangeError(
      `${who} requires “${names[moved]}” as column ${moved}, got “${table.names[moved]}”: bring them into the order of the model`,
    )
  }
  if (rowCount(table) > 0 || table.columns.some(({ length }) => length > 0)) requireTable(who, table, options)
}

function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity
}

function isNotFinite(value: number): boolean {
  return !Number.isFinite(value)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `“${name}”`)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ') || 'none'
}
