import { type Static, Type } from 'typebox'
import { TABLE_FORMATS } from '../../ui/export/table.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** What can be asked of an export; each kind of table takes what its page takes. */
export const ExportAsked = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    what: Type.String({ maxLength: 32, description: '`events`, `contents`, `customers`, `ledger` or `query`.' }),
    format: Type.Enum([...TABLE_FORMATS]),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    platform: Type.Optional(Type.String({ maxLength: 1000, description: 'Platforms, separated by commas. All when absent.' })),
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Contents only: part of a title, creator, tag or id.' })),
    sort: Type.Optional(Type.String({ maxLength: 40, description: 'Contents only.' })),
    order: Type.Optional(Type.Enum(['asc', 'desc'])),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2208, description: 'Ledger only: the latest hours.' })),
    provenance: Type.Optional(Type.Enum(['imported', 'simulated'], { description: 'Customers only.' })),
    observed_on: Type.Optional(Type.String({ format: 'date', description: 'Customers only: the day that the table stands for.' })),
    sql: Type.Optional(Type.String({ minLength: 1, maxLength: 100_000, description: 'Query only: one SELECT.' })),
  },
  { additionalProperties: false },
)
export type ExportAsked = Static<typeof ExportAsked>
