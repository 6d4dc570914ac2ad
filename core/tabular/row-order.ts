import { type RawTable, requireColumn, textAt } from './raw-table.ts'
import { UnusableTable } from './unusable-table.ts'

/**
 * Times of the given rows: numbers as they are, texts as dates of ISO 8601 or another form that JavaScript reads, in milliseconds.
 * @param name Of the column.
 * @throws UnusableTable naming column and row, for a time that is missing or no time.
 */
export function timesOf(raw: RawTable, name: string, rows: Uint32Array): Float64Array {
  const column = requireColumn(raw, name, 'the time')
  const parsed = Float64Array.from(column.texts, (text) => Date.parse(text))
  return Float64Array.from(rows, (row) => {
    const code = column.codes === null ? -1 : (column.codes[row] as number)
    const time = code >= 0 ? (parsed[code] as number) : (column.numbers[row] as number)
    if (Number.isFinite(time)) return time
    const text = textAt(column, row)
    throw new UnusableTable(
      `The time “${name}” is ${text === null ? 'missing' : `“${text.slice(0, 80)}”`} in row ${row + 1}.`,
      'Write each time as ISO 8601 (2026-11-21T18:00:00Z) or as a number, or leave such rows out.',
    )
  })
}

/**
 * Groups of the given rows as numbers 0, 1, …
 * @param name Of the column.
 * @throws UnusableTable naming column and row, for a group that is missing.
 */
export function groupsOf(raw: RawTable, name: string, rows: Uint32Array): Uint32Array {
  const column = requireColumn(raw, name, 'the group')
  const numbers = new Map<string, number>()
  return Uint32Array.from(rows, (row) => {
    const text = textAt(column, row)
    if (text === null) {
      throw new UnusableTable(`The group “${name}” is missing in row ${row + 1}.`, 'Say of each row whose it is, or leave such rows out.')
    }
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  })
}
