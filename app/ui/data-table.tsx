import { columnSizingFeature, type RowData, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import type { CsvValue } from './csv.ts'
import { TableExport } from './export/table-export.tsx'
import { Loading, Skeleton } from './states.tsx'

const FEATURES = tableFeatures({ columnSizingFeature, rowSortingFeature })
const ROW_HEIGHT = 40
const VIRTUAL_FROM = 200
/** Rows that a stacked table shows at first; `styles.css` hides the others. */
const UNFOLDED_ROWS = 10

export type Order = 'asc' | 'desc'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** Shown small beside the header: what the numbers are. */
  readonly unit?: string
  /** Numbers stand right, in figures of one width. */
  readonly numeric?: boolean
  readonly sortable?: boolean
  /** Takes the room the others leave; its text is cut, not wrapped. */
  readonly grows?: boolean
  /** Narrowest width in pixels. */
  readonly width?: number
  readonly cell: (row: Row) => ReactNode
  /** What a file holds in the cell, where that is not what the row has by the column’s name. */
  readonly value?: (row: Row) => CsvValue
  /** It is not shown, but stands in files. */
  readonly inFilesOnly?: boolean
}

interface Props<Row extends RowData> {
  /** What the table holds, for those who cannot see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly sort?: { readonly id: string; readonly order: Order }
  readonly onSort?: (id: string, order: Order) => void
  /** Reads further rows, when the last ones come near while scrolling; given where there are more. */
  readonly onNearEnd?: (() => void) | undefined
  /** The table scrolls within this height instead of growing. */
  readonly maxHeight?: number
  readonly dense?: boolean
  /**
   * With little room, rows become blocks of names and values, the first column their heading, instead of scrolling sideways; of many,
   * the first ones are shown, and the others on demand.
   */
  readonly stacks?: boolean
  /** Whether its rows can be taken away as a file; on unless something else offers that. */
  readonly exports?: boolean
}

/** What `display: block` would take away from the parts of a table that stacks. */
const TABLE = { role: 'table' }
const ROW_GROUP = { role: 'rowgroup' }
const ROW = { role: 'row' }
const HEADER = { role: 'columnheader' }
const CELL = { role: 'cell' }

/** Rows and columns; scrolls within its card, and draws only the rows in sight when there are many. */
export function DataTable<Row extends RowData>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  onNearEnd,
  maxHeight,
  dense = false,
  stacks = false,
  exports = true,
}: Props<Row>) {
  const scroller = useRef<HTMLElement>(null)
  const [unfolded, setUnfolded] = useState(false)
  const definitions = useMemo(
    () =>
      columns.filter(isShown).map((column) => ({
        id: column.id,
        header: column.header,
        accessorFn: (row: Row) => row,
        enableSorting: column.sortable ?? false,
        sortDescFirst: column.numeric ?? false,
        size: column.width ?? 96,
      })),
    [columns],
  )
  const sorting = useMemo(() => (sort ? [{ id: sort.id, desc: sort.order === 'desc' }] : []), [sort])
  const table = useTable({
    features: FEATURES,
    columns: definitions,
    data: rows,
    getRowId: rowKey,
    manualSorting: true,
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update
      if (next) onSort?.(next.id, next.desc ? 'desc' : 'asc')
    },
  })
  const all = table.getRowModel().rows
  const virtual = all.length > VIRTUAL_FROM
  const virtualizer = useVirtualizer({
    count: virtual ? all.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const shown = virtual ? virtualizer.getVirtualItems().flatMap(({ index }) => all[index] ?? []) : all
  const above = virtual ? (virtualizer.getVirtualItems()[0]?.start ?? 0) : 0
  const below = virtual ? virtualizer.getTotalSize() - (virtualizer.getVirtualItems().at(-1)?.end ?? 0) : 0
  useNearEnd(scroller, rows.length, onNearEnd)
  const facts = new Map(columns.map((column) => [column.id, column]))
  const height = maxHeight ?? (virtual ? 560 : undefined)
  const folded = stacks && !unfolded && height === undefined && all.length > UNFOLDED_ROWS
  return (
    <>
      <section
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
        tabIndex={0}
        aria-label={caption}
        className={classNames('scroll-quiet overflow-auto rounded-[inherit]', stacks && 'stacks')}
        data-folded={folded || undefined}
        style={height === undefined ? undefined : { maxHeight: height }}
      >
        <table {...TABLE} className="w-full border-separate border-spacing-0 text-14" aria-rowcount={all.length + 1}>
          <caption className="sr-only">{caption}</caption>
          <thead {...ROW_GROUP} className={classNames('text-12', height !== undefined && 'sticky top-0 z-10 bg-raised')}>
            {table.getHeaderGroups().map((group) => (
              <tr {...ROW} key={group.id}>
                {group.headers.map((header) => {
                  const column = facts.get(header.column.id)
                  const sorted = header.column.getIsSorted()
                  return (
                    <th
                      {...HEADER}
                      key={header.id}
                      scope="col"
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                      style={{ minWidth: header.getSize() }}
                      className={classNames(
                        'h-9 border-b px-3 font-medium whitespace-nowrap text-muted first:pl-5 last:pr-5',
                        column?.numeric ? 'text-right' : 'text-left',
                      )}
                    >
                      {column?.sortable ? (
                        <SortButton column={column} sorted={sorted} onClick={() => header.column.toggleSorting()} />
                      ) : (
                        <HeaderWords header={column?.header ?? ''} unit={column?.unit} />
                      )}
                    </th>
                  )
                })}
              </tr>
            ))}
          </thead>
          <tbody {...ROW_GROUP}>
            <Spacer height={above} columns={definitions.length} />
            {shown.map((row) => (
              <tr {...ROW} key={row.id} aria-rowindex={row.index + 2} className="group relative hover:bg-sunken/60">
                {row.getAllCells().map((cell) => (
                  <td
                    {...CELL}
                    key={cell.id}
                    data-name={nameOf(facts.get(cell.column.id))}
                    className={classNames(
                      'border-b px-3 group-last:border-b-0 first:pl-5 last:pr-5',
                      dense ? 'h-8' : 'h-10 py-1',
                      facts.get(cell.column.id)?.grows && 'w-full max-w-0',
                      facts.get(cell.column.id)?.numeric && 'text-right whitespace-nowrap figures',
                    )}
                  >
                    {facts.get(cell.column.id)?.cell(row.original)}
                  </td>
                ))}
              </tr>
            ))}
            <Spacer height={below} columns={definitions.length} />
          </tbody>
        </table>
        {folded && (
          <div className="unfold hidden justify-center border-t py-3">
            <Button size="small" onClick={() => setUnfolded(true)}>
              Show {all.length - UNFOLDED_ROWS} more
            </Button>
          </div>
        )}
      </section>
      {exports && rows.length > 0 && <TableExport title={caption} columns={columns} rows={rows} />}
    </>
  )
}

/** Rows from the end at which further ones are read: several screens of them. */
const NEAR_ROWS = 50

function useNearEnd(scroller: RefObject<HTMLElement | null>, rows: number, onNearEnd: (() => void) | undefined): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null || onNearEnd === undefined || rows === 0) return
    const look = () => {
      if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_ROWS * ROW_HEIGHT) onNearEnd()
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [scroller, rows, onNearEnd])
}

export function TableSkeleton({ what }: { what: string }) {
  return (
    <Loading what={what} className="space-y-4 px-5 py-4">
      {Array.from({ length: 10 }, (_, row) => (
        <Skeleton key={String(row)} className="h-8 w-full" />
      ))}
    </Loading>
  )
}

function isShown<Row>({ inFilesOnly = false }: Column<Row>): boolean {
  return !inFilesOnly
}

function nameOf<Row>(column: Column<Row> | undefined): string {
  return column?.unit === undefined ? (column?.header ?? '') : `${column.header} (${column.unit})`
}

function HeaderWords({ header, unit }: { header: string; unit: string | undefined }) {
  return (
    <>
      {header}
      {unit !== undefined && <span className="font-normal"> ({unit})</span>}
    </>
  )
}

function SortButton<Row>({ column, sorted, onClick }: { column: Column<Row>; sorted: false | Order; onClick: () => void }) {
  const Arrow = sorted === 'asc' ? ArrowUp : ArrowDown
  const arrow = <Arrow aria-hidden="true" className={classNames('size-3.5', sorted === false && 'opacity-0 group-hover/sort:opacity-50')} />
  return (
    <button
      type="button"
      onClick={onClick}
      className={classNames(
        'group/sort -mx-1 inline-flex items-center gap-1 rounded-4 px-1 py-0.5 hover:text-text',
        sorted !== false && 'text-text',
      )}
    >
      {column.numeric && arrow}
      <span>
        <HeaderWords header={column.header} unit={column.unit} />
      </span>
      {!column.numeric && arrow}
    </button>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return height > 0 ? (
    <tr>
      <td colSpan={columns} style={{ height }} />
    </tr>
  ) : null
}
