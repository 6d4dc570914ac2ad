import { Download } from 'lucide-react'
import { download } from '../download.ts'
import { MenuItem } from '../menu.tsx'
import { notify } from '../notices.tsx'
import { type Leaving, useLeaving } from './page-facts.tsx'
import { columnsOf, type ExportRow, MEDIA_TYPES, type TableFormat } from './table.ts'

const LABELS = { csv: 'CSV figures', xlsx: 'Excel figures', parquet: 'Parquet figures', json: 'JSON figures' } as const

/** Rows that are at hand, as they are taken away. */
export interface RowsAtHand {
  readonly title: string
  readonly subtitle?: string
  /** Part of the file’s name. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly ExportRow[]
}

/** The forms that rows at hand are taken away in, as entries of a menu. */
export function ExportItems({ rowsOf, simulated }: { rowsOf: () => RowsAtHand; simulated?: boolean }) {
  const leaving = useLeaving(simulated)
  const save = (format: keyof typeof LABELS) =>
    saveRows(format, rowsOf(), leaving).catch((error: unknown) => notify(`The file could not be made: ${(error as Error).message}`))
  return (Object.keys(LABELS) as (keyof typeof LABELS)[]).map((format) => (
    <MenuItem key={format} onSelect={() => save(format)}>
      <Download aria-hidden="true" /> {LABELS[format]}
    </MenuItem>
  ))
}

async function saveRows(format: TableFormat, table: RowsAtHand, leaving: Leaving): Promise<void> {
  const { writeTable } = await import('./write-table.ts')
  const { names, rows } = withProvenance(table, leaving.provenance)
  const about = leaving.about(table.subtitle, rows.length)
  const file = writeTable(format, { title: table.title, columns: columnsOf(names, rows), about, batches: [rows] })
  const pieces: BlobPart[] = []
  for await (const piece of file) pieces.push(piece as Uint8Array<ArrayBuffer>)
  download(`${leaving.file(table.name)}.${format}`, new Blob(pieces, { type: MEDIA_TYPES[format] }))
}

/** Rows say of themselves where they come from; what says so already is left as it is. */
function withProvenance({ columns, rows }: RowsAtHand, provenance: string): { names: readonly string[]; rows: readonly ExportRow[] } {
  if (provenance === '' || columns.includes('provenance')) return { names: columns, rows }
  return { names: [...columns, 'provenance'], rows: rows.map((row) => [...row, provenance]) }
}
