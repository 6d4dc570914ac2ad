import { type Static, Type } from 'typebox'
import { TABLE_FORMATS } from '../../ui/export/table.ts'

const OrNull = <T extends ReturnType<typeof Type.Integer> | ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()])

export const ExportParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const ExportState = Type.Object({
  id: Type.String(),
  what: Type.String(),
  format: Type.Enum([...TABLE_FORMATS]),
  file_name: Type.String(),
  href: Type.String({ description: 'Where the file is downloaded; again as often as wanted until it expires.' }),
  status: Type.Enum(['ready', 'running', 'done', 'failed', 'cancelled']),
  rows: OrNull(Type.Integer({ description: 'Rows there are at most; null where that shows at the end.' })),
  written_rows: Type.Integer(),
  written_bytes: Type.Integer(),
  per_second: OrNull(Type.Integer({ description: 'Rows a second.' })),
  seconds_left: OrNull(Type.Integer()),
  error: OrNull(Type.String()),
  expires_at: Type.String(),
})
export type ExportState = Static<typeof ExportState>
