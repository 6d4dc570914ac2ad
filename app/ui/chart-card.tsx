import { ChartLine, Download, Ellipsis, Link2, Table2 } from 'lucide-react'
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { Card, CardHeader } from './card.tsx'
import { Chart } from './chart.tsx'
import { downloadPng, downloadSvg } from './chart-export.ts'
import type { ChartOption } from './chart-option.ts'
import { useChartColours } from './chart-theme.ts'
import { copyText } from './copy.tsx'
import type { CsvValue } from './csv.ts'
import { DataTable } from './data-table.tsx'
import { ExportItems } from './export/export-items.tsx'
import { useLeaving } from './export/page-facts.tsx'
import { exact } from './format.ts'
import { Menu, MenuItem, MenuSeparator } from './menu.tsx'
import { notify } from './notices.tsx'
import type { ChartColours } from './palette.ts'
import { Skeleton } from './states.tsx'

/** The rows a chart is drawn from: what the table view shows and the CSV holds. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CsvValue[])[]
}

interface Props {
  /** Anchor in the address and name of exported files. */
  readonly id: string
  /** What is to be seen. */
  readonly title: string
  /** Period, filter, n. */
  readonly subtitle: string
  /** The finding in words. */
  readonly finding: string
  readonly option: (colours: ChartColours) => ChartOption
  readonly table: ChartTable
  readonly height?: number
  readonly placeOf?: (point: number) => { seriesIndex: number; dataIndex: number }
  readonly onOpen?: (point: number) => void
  /** Nothing of it was measured; told by the workspace where it is absent. */
  readonly simulated?: boolean
  /** Redrawn as it changes, without starting anew. */
  readonly live?: boolean
  readonly controls?: ReactNode
  readonly footer?: ReactNode
  /** Shown in place of the chart when there is nothing to draw. */
  readonly empty?: ReactNode
  readonly className?: string
}

export function ChartCard(props: Props) {
  const { id, title, finding, option, table, height = 280, controls, footer, empty } = props
  // What leaves the page – a picture, a file – says by itself that nothing of it was measured.
  const { provenance, file } = useLeaving(props.simulated)
  const subtitle = provenance.includes('simulated') ? `${props.subtitle} · ${provenance.replace('_', ' ')}` : props.subtitle
  const [asTable, setAsTable] = useState(false)
  const colours = useChartColours()
  const drawn = useMemo(() => option(colours), [option, colours])
  const titleId = useId()
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (location.hash === `#${id}`) section.current?.scrollIntoView({ block: 'center' })
  }, [id])
  const picture = { name: file(id), title, subtitle, height, option: drawn, colours }
  const copyLink = async () => {
    const copied = await copyText(`${location.href.replace(/#.*$/, '')}#${id}`)
    notify(copied ? 'Link copied' : 'The browser refused to copy; the address bar holds the link.')
  }
  const points = useMemo(() => table.rows.map((row) => pointWords(table.columns, row)), [table])
  return (
    <Card ref={section} id={id} aria-labelledby={titleId} className={props.className ?? ''}>
      <CardHeader id={titleId} title={title} subtitle={subtitle}>
        {controls}
        {empty === undefined && (
          <Menu
            trigger={
              <IconButton label={`Options of “${title}”`} size="icon-small">
                <Ellipsis aria-hidden="true" />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => setAsTable(!asTable)}>
              {asTable ? <ChartLine aria-hidden="true" /> : <Table2 aria-hidden="true" />}
              {asTable ? 'Show as chart' : 'Show as table'}
            </MenuItem>
            <MenuItem onSelect={copyLink}>
              <Link2 aria-hidden="true" /> Copy link
            </MenuItem>
            <MenuSeparator />
            <MenuItem onSelect={() => downloadPng(picture)}>
              <Download aria-hidden="true" /> PNG picture
            </MenuItem>
            <MenuItem onSelect={() => downloadSvg(picture)}>
              <Download aria-hidden="true" /> SVG drawing
            </MenuItem>
            <ExportItems
              {...(props.simulated !== undefined && { simulated: props.simulated })}
              rowsOf={() => ({ title, subtitle, name: id, columns: table.columns, rows: table.rows })}
            />
          </Menu>
        )}
      </CardHeader>
      {empty ??
        (asTable ? (
          <TableView title={title} table={table} height={height} />
        ) : (
          <Chart
            option={drawn}
            finding={`${title}. ${finding}`}
            height={height}
            points={points}
            live={props.live ?? false}
            {...(props.placeOf && { placeOf: props.placeOf })}
            {...(props.onOpen && { onOpen: props.onOpen })}
          />
        ))}
      {empty === undefined && footer}
    </Card>
  )
}

function TableView({ title, table, height }: { title: string; table: ChartTable; height: number }) {
  const columns = table.columns.map((header, index) => ({
    id: header,
    header,
    numeric: table.rows.some((row) => typeof row[index] === 'number'),
    cell: (row: { cells: readonly CsvValue[] }) => words(row.cells[index]),
  }))
  const rows = table.rows.map((cells, index) => ({ cells, key: String(index) }))
  return (
    <div style={{ height }}>
      <DataTable
        caption={`${title}, as a table`}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        maxHeight={height}
        dense
        exports={false}
      />
    </div>
  )
}

function pointWords(columns: readonly string[], row: readonly CsvValue[]): string {
  return row.map((value, index) => (index === 0 ? words(value) : `${columns[index]} ${words(value)}`)).join(', ')
}

function words(value: CsvValue): string {
  return typeof value === 'number' ? exact(value) : (value ?? '–')
}

export function ChartSkeleton({ height = 280, className = '' }: { height?: number; className?: string }) {
  return (
    <Card className={className}>
      <div className="px-5 pt-4 pb-3">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="mt-1 h-4 w-64" />
      </div>
      <div style={{ height }} className="px-5 pb-5">
        <Skeleton className="size-full" />
      </div>
    </Card>
  )
}
