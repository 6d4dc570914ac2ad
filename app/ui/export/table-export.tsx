import { Download } from 'lucide-react'
import { isValidElement, type ReactNode } from 'react'
import { Button } from '../button.tsx'
import type { CsvValue } from '../csv.ts'
import type { Column } from '../data-table.tsx'
import { counted } from '../format.ts'
import { Menu } from '../menu.tsx'
import { ExportItems } from './export-items.tsx'

interface Props<Row> {
  readonly title: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** What stands under a table: how many rows it has, and the forms they are taken away in. */
export function TableExport<Row>({ title, columns, rows }: Props<Row>) {
  const trigger = (
    <Button size="small" look="quiet" aria-label={`Export “${title}”`}>
      <Download aria-hidden="true" /> Export
    </Button>
  )
  return (
    <div className="flex items-center justify-end gap-2 border-t px-3 py-1 text-12 text-muted">
      <span>{counted(rows.length, 'row')}</span>
      <Menu trigger={trigger}>
        <ExportItems rowsOf={() => ({ title, name: slug(title), ...cellsOf(columns, rows) })} />
      </Menu>
    </div>
  )
}

/** `Kinds of data` → `kinds-of-data`. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
}

/** Names and values of the columns that say something; buttons say nothing. */
export function cellsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): { columns: string[]; rows: CsvValue[][] } {
  const cells = rows.map((row) => columns.map((column) => exportedValue(column, row)))
  const kept = columns.map((column, index) => column.header !== '' && cells.some((row) => row[index] !== null && row[index] !== ''))
  const keep = <T,>(parts: readonly T[]) => parts.filter((_, index) => kept[index])
  return { columns: keep(columns).map(nameOf), rows: cells.map(keep) }
}

function nameOf<Row>({ header, unit }: Column<Row>): string {
  return unit === undefined ? header : `${header} (${unit})`
}

/** The value itself where the column says it or the row has it by the column’s name; otherwise the words that are shown. */
function exportedValue<Row>(column: Column<Row>, row: Row): CsvValue {
  if (column.value !== undefined) return column.value(row)
  const own = (row as Record<string, unknown>)[column.id]
  if (typeof own === 'number' || typeof own === 'string' || own === null) return own
  return wordsOf(column.cell(row)) || null
}

function wordsOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(wordsOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? wordsOf(node.props.children) : ''
}
