import { EVENT_COLUMNS, EVENT_FIELDS, EVENT_SYSTEM_FIELDS } from '../event.ts'
import type { Field } from '../fields.ts'

/** One column of a table: its name and its ClickHouse type. */
export interface TableColumn {
  readonly name: string
  readonly type: string
}

const FIELDS: Readonly<Record<string, Field>> = { ...EVENT_FIELDS, ...EVENT_SYSTEM_FIELDS }

/** The columns of `events` as the vocabulary defines them, in table order. @throws RangeError when a column has no definition. */
export function eventTableColumns(): TableColumn[] {
  return EVENT_COLUMNS.map((name) => {
    const field = FIELDS[name]
    if (field === undefined) throw new RangeError(`eventTableColumns requires a definition of every column, got none of ${name}`)
    return { name, type: field.column }
  })
}
