export type CsvValue = string | number | null | undefined

/** Rows as CSV (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8. */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return `\uFEFF${csvLines([columns, ...rows])}`
}

/** Lines of a CSV file. Text that a spreadsheet would run as a formula is given an apostrophe in front. */
export function csvLines(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const harmless = withoutFormulas(value)
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Signs that begin a formula, also in their full width. */
const FORMULA = /^(\s*)([=+\-@＝＋－＠]|[\t\r\n])/
/**
 * Where a spreadsheet that splits at other signs than commas, or takes no notice of quotes, would begin a cell within the text.
 * A sign of the text itself is kept: an apostrophe before it makes it text.
 */
const FORMULA_WITHIN = /([,;|\t\r\n"])([ \u00A0]*)([=+\-@＝＋－＠])/g

/** Text that no spreadsheet runs: apostrophes stand before the signs that begin formulas. */
export function withoutFormulas(text: string): string {
  const within = text.replace(FORMULA_WITHIN, "$1$2'$3")
  return FORMULA.test(within) ? `'${within}` : within
}
