import { quoted, UnusableTable } from './unusable-table.ts'

/** What a file may hold in one place. */
export type Cell = string | number | bigint | boolean | null | undefined

/** A column as it was read, before anybody knows what it is. */
export interface RawColumn {
  readonly name: string
  /** Number of the first row as errors tell it: 1, or more in a piece of a table. */
  readonly firstRow: number
  /** One a row; NaN where the cell is missing or no number. */
  readonly numbers: Float64Array
  /** For each row the index in `texts` of what is no number, −1 for numbers and missing cells; null where there is no text at all. */
  readonly codes: Int32Array | null
  /** Distinct, in the order in which they came. */
  readonly texts: readonly string[]
}

/** Columns of one length with distinct names. */
export interface RawTable {
  readonly rows: number
  readonly columns: readonly RawColumn[]
}

const PIECE = 16_384
const MISSING: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null'])
const INFINITE = /^([+-]?)inf(inity)?$/i
const OTHER_BASE = /^[+-]?0[box]/i
/** Whole numbers that a double would not give back as they were written are names: ids of 64 bits, postal codes. */
const NAME_OF_DIGITS = /^0\d+$|^[+-]?\d{16,}$/

/** Gathers a column cell by cell, in pieces, so that no array is ever copied to grow. */
export class ColumnCollector {
  readonly #name: string
  readonly #firstRow: number
  readonly #pieces: Float64Array[] = []
  readonly #codePieces: (Int32Array | undefined)[] = []
  readonly #codes = new Map<string, number>()
  #rows = 0

  constructor(name: string, firstRow = 1) {
    this.#name = name
    this.#firstRow = firstRow
  }

  /**
   * Blanks around a text do not count. Missing are an empty cell, NA, N/A, NaN and null in any case, and NaN itself; `inf` and `Infinity`
   * are infinite numbers. Whole numbers with zeros in front, and those too long for a double, are text, since they are names.
   */
  push(cell: Cell): void {
    const at = this.#rows % PIECE
    if (at === 0) {
      this.#pieces.push(new Float64Array(PIECE))
      this.#codePieces.push(undefined)
    }
    const read = readCell(cell)
    const isText = typeof read === 'string'
    ;(this.#pieces.at(-1) as Float64Array)[at] = isText ? Number.NaN : read
    if (isText) this.#codesOfPiece()[at] = this.#codeOf(read)
    this.#rows += 1
  }

  /** The column; the collector is empty afterwards. */
  finish(): RawColumn {
    const numbers = new Float64Array(this.#rows)
    for (const [index, piece] of this.#pieces.splice(0).entries()) numbers.set(piece.subarray(0, this.#rows - index * PIECE), index * PIECE)
    const codes = this.#codes.size === 0 ? null : this.#allCodes()
    return { name: this.#name, firstRow: this.#firstRow, numbers, codes, texts: [...this.#codes.keys()] }
  }

  #codesOfPiece(): Int32Array {
    const last = this.#codePieces.length - 1
    this.#codePieces[last] ??= new Int32Array(PIECE).fill(-1)
    return this.#codePieces[last]
  }

  #codeOf(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    const code = this.#codes.size
    this.#codes.set(text, code)
    return code
  }

  #allCodes(): Int32Array {
    const codes = new Int32Array(this.#rows).fill(-1)
    for (const [index, piece] of this.#codePieces.splice(0).entries())
      if (piece !== undefined) codes.set(piece.subarray(0, this.#rows - index * PIECE), index * PIECE)
    return codes
  }
}

function readCell(cell: Cell): number | string {
  if (typeof cell === 'number') return cell
  if (cell === null || cell === undefined) return Number.NaN
  if (typeof cell === 'boolean') return String(cell)
  const text = String(cell).trim()
  const value = Number(text)
  if (!Number.isNaN(value) && text !== '' && !OTHER_BASE.test(text)) return isName(text, value) ? text : value
  if (MISSING.has(text.toLowerCase())) return Number.NaN
  const infinite = INFINITE.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity
  return text
}

function isName(text: string, value: number): boolean {
  return Number.isInteger(value) && NAME_OF_DIGITS.test(text) && String(value) !== text
}

/**
 * The named column.
 * @param what It is for, as the error says it.
 * @throws UnusableTable when the table lacks it.
 */
export function requireColumn({ columns }: RawTable, name: string, what: string): RawColumn {
  const found = columns.find((column) => column.name === name)
  if (found !== undefined) return found
  throw new UnusableTable(
    `The table has no column “${name}” for ${what}; its columns are ${quoted(columns.map((column) => column.name))}.`,
    'Name a column as its heading spells it, or add it to the table.',
  )
}

/** The cell as text, numbers in their shortest form; null where it is missing. */
export function textAt({ numbers, codes, texts }: RawColumn, row: number): string | null {
  const code = codes === null ? -1 : (codes[row] as number)
  if (code >= 0) return texts[code] as string
  const value = numbers[row] as number
  return Number.isNaN(value) ? null : String(value)
}

/** The first row that holds text; −1 without any. */
export function firstText({ codes }: RawColumn): number {
  return codes === null ? -1 : codes.findIndex((code) => code >= 0)
}

/**
 * Refuses infinity.
 * @throws UnusableTable naming column and row, from 1.
 */
export function requireFinite({ name, firstRow, numbers }: RawColumn): void {
  const row = numbers.findIndex((value) => value === Infinity || value === -Infinity)
  if (row === -1) return
  throw new UnusableTable(
    `The column “${name}” holds ${numbers[row]} in row ${firstRow + row}.`,
    'Leave the cell empty where the value is not known, or write the greatest value that it can have.',
  )
}
