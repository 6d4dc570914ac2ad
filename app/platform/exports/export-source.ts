import type { Permission } from '@trill/contract/permissions'
import type { FastifyRequest } from 'fastify'
import type { ExportColumn, ExportFact, ExportRow } from '../../ui/export/table.ts'
import type { ExportAsked } from './asked.ts'

/** A kind of table that can be taken away whole. */
export interface ExportSource {
  readonly what: string
  readonly title: string
  /** What the page that shows the same rows needs. */
  readonly permission: Permission
  /** The table as this caller may see it. @throws Problem where the caller may not, or asks for what is not there. */
  readonly table: (request: FastifyRequest, asked: ExportAsked) => Promise<StreamedTable>
}

/** A table that is read while it is sent. */
export interface StreamedTable {
  readonly columns: readonly ExportColumn[]
  readonly about: readonly ExportFact[]
  /** What the rows are, in a word of provenance, for the name of the file; empty where the rows say it. */
  readonly provenance: string
  /** How many rows there are at most; null where that is known at the end only. */
  readonly rows: number | null
  /** The rows anew, from the first one. */
  readonly batches: () => AsyncIterable<readonly ExportRow[]>
}
