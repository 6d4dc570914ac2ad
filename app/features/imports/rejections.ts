/** Why a row of a file was refused. An event that could be read is judged further by the rules of ingest, whose reasons come beside these. */
export const IMPORT_REJECTIONS = {
  invalid_utf8: 'The row holds bytes that are not UTF-8; the option `encoding` names another one for the whole file.',
  too_few_columns: 'The row ends before its last column.',
  too_many_columns: 'The row has more values than the header has columns; a comma or quote may be missing or too many.',
  unclosed_quote: 'A quote opens in this row and never closes; the rows after it were read one by one.',
  line_too_long: 'The row is longer than 1 MB.',
  invalid_id:
    'No identifier of the post could be found: its column holds none or one that a spreadsheet rounded, and no address beside it has it.',
  invalid_date: 'The date is not one of the calendar, or not of the form the file uses.',
  invalid_number: 'The value is not a number, or not a whole one where it must be.',
  negative_delay: 'The delay is below zero: nothing can come before what it follows from.',
  no_counters: 'No counter is given.',
  partial_counters:
    'The counters are of a part of the post’s life: the file is of a period that began after it was published, or of a single day.',
  unknown_value: 'The mapping’s `choose` does not name this value.',
} as const
export type ImportRejection = keyof typeof IMPORT_REJECTIONS

/** What is wrong with one row: an expected outcome, not an exception. */
export interface Refusal {
  readonly reason: string
  readonly field: string
  readonly message: string
}

/** The file or an option cannot be used as it is; nothing of it is imported. The message says what to change. */
export class UnusableImport extends Error {
  override readonly name = 'UnusableImport'
}

export function refuse(reason: ImportRejection, field: string, message: string): Refusal {
  return { reason, field, message }
}
