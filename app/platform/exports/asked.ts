import { CUSTOMER_PROVENANCES } from '@trill/contract/customer-filters'
import { CUSTOMER_SEGMENTS, type CustomerSegment } from '@trill/contract/customers'
import { type Static, Type } from 'typebox'
import { TABLE_FORMATS } from '../../ui/export/table.ts'

const SEGMENTS = Object.keys(CUSTOMER_SEGMENTS) as CustomerSegment[]
const Word = Type.String({ maxLength: 128, description: 'Customers only; all when absent.' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** What can be asked of an export; each kind of table takes what its page takes. */
export const ExportAsked = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    what: Type.String({ maxLength: 32, description: '`events`, `contents`, `customers`, `customers_at_risk`, `ledger` or `query`.' }),
    format: Type.Enum([...TABLE_FORMATS]),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    platform: Type.Optional(Type.String({ maxLength: 1000, description: 'Platforms, separated by commas. All when absent.' })),
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Contents only: part of a title, creator, tag or id.' })),
    sort: Type.Optional(Type.String({ maxLength: 40, description: 'Contents only.' })),
    order: Type.Optional(Type.Enum(['asc', 'desc'])),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2208, description: 'Ledger only: the latest hours.' })),
    provenance: Type.Optional(Type.Enum([...CUSTOMER_PROVENANCES], { description: 'Customers only.' })),
    observed_on: Type.Optional(Type.String({ format: 'date', description: 'Customers only: the day that the table stands for.' })),
    segment: Type.Optional(Type.Enum(SEGMENTS, { description: 'Customers only; of real ones, those who consented to profiling.' })),
    gender: Type.Optional(Word),
    location: Type.Optional(Word),
    account_type: Type.Optional(Word),
    platform_primary: Type.Optional(Word),
    sql: Type.Optional(Type.String({ minLength: 1, maxLength: 100_000, description: 'Query only: one SELECT.' })),
  },
  { additionalProperties: false },
)
export type ExportAsked = Static<typeof ExportAsked>
