import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { type CsvValue, toCsv } from './csv.ts'
import { download } from './download.ts'
import { notify } from './notices.tsx'

const ROWS_MAX = 10_000

interface Props<Row> {
  /** Name of the file, without its ending. */
  readonly name: string
  readonly columns: readonly (keyof Row & string)[]
  /** Reads a page of rows, from the first not yet read on. */
  readonly readPage: (offset: number) => Promise<{ readonly total: number; readonly items: readonly Row[] }>
  readonly disabled: boolean
}

/** Collects all rows of a table, not only those in sight, and hands them over as CSV. */
export function ExportRows<Row>({ name, columns, readPage, disabled }: Props<Row>) {
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const rows = await allRows(readPage)
      const csv = toCsv(
        columns,
        rows.map((row) => columns.map((column) => row[column] as CsvValue)),
      )
      download(`${name}.csv`, new Blob([csv], { type: 'text/csv;charset=utf-8' }))
    } catch {
      notify('The table could not be exported; try again.')
    }
    setBusy(false)
  }
  return (
    <Button onClick={save} disabled={disabled || busy}>
      <Download aria-hidden="true" /> {busy ? 'Collecting rows…' : 'Export CSV'}
    </Button>
  )
}

async function allRows<Row>(readPage: Props<Row>['readPage']): Promise<Row[]> {
  const rows: Row[] = []
  for (let total = 1; rows.length < Math.min(total, ROWS_MAX); ) {
    const page = await readPage(rows.length)
    if (page.items.length === 0) break
    rows.push(...page.items)
    total = page.total
  }
  return rows
}
