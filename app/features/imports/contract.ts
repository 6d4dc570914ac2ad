import { type Static, Type } from 'typebox'

const Instant = Type.String({ format: 'date-time' })
const Count = Type.Integer({ minimum: 0 })

export const ImportAsked = Type.Object({
  workspace_id: Type.Optional(Type.String()),
  format: Type.Union([Type.Literal('youtube-trending'), Type.Literal('analytics'), Type.Literal('events'), Type.Literal('customers')]),
  name: Type.String({ minLength: 1, maxLength: 256, description: 'Name of the file; it may tell the year.' }),
  again: Type.Boolean({ default: false, description: 'Read a file again that was imported before.' }),
  map: Type.Optional(
    Type.String({
      maxLength: 12_000,
      description: 'Which column is which field, `FIELD=EXPRESSION,…` or a JSON object; of customers `OURS=THEIRS,…`.',
    }),
  ),
  year: Type.Optional(Type.Integer({ minimum: 2005, maximum: 2100, description: 'Year of the first date, where dates name none.' })),
  categories: Type.Optional(
    Type.String({ maxLength: 12_000, description: 'Names of YouTube’s categories: its JSON, or `{"10":"Music"}`.' }),
  ),
  category_from: Type.Optional(
    Type.Union([Type.Literal('id'), Type.Literal('column')], {
      description: 'Category from its id (default) or from the file’s own column.',
    }),
  ),
  date: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'Day on which the counters of an analytics file were read, or for which a table of customers stands.',
    }),
  ),
  encoding: Type.Optional(Type.String({ maxLength: 32, description: 'Encoding of the text, UTF-8 when left out.' })),
  delimiter: Type.Optional(
    Type.String({ maxLength: 16, description: 'Sign between the values, a comma when left out; `tab` is understood.' }),
  ),
})
export type ImportAsked = Static<typeof ImportAsked>

export const ImportState = Type.Object({
  id: Type.String({ format: 'uuid' }),
  workspace_id: Type.String(),
  format: Type.String(),
  name: Type.String(),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')]),
  rows_read: Type.Integer({ minimum: 0, description: 'Rows read, the header not counted. When done, the sum of the next three.' }),
  rows_accepted: Type.Integer({ minimum: 0, description: 'Rows that are in the store by this import.' }),
  rows_duplicate: Type.Integer({ minimum: 0, description: 'Rows that were in the store already, or earlier in the file.' }),
  rows_rejected: Type.Integer({ minimum: 0, description: 'Rows that were refused; the rejects file says which and why.' }),
  rejected_by_reason: Type.Array(Type.Object({ reason: Type.String(), count: Count })),
  notes: Type.Array(Type.Object({ code: Type.String(), count: Count, about: Type.String() }), {
    description: 'What was mended in accepted rows.',
  }),
  rows_total_estimate: Type.Union([Count, Type.Null()]),
  bytes_read: Count,
  bytes_total: Count,
  rate: Type.Union([Type.Number(), Type.Null()], { description: 'Rows a second.' }),
  eta_seconds: Type.Union([Type.Number(), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()], { description: 'Why it failed.' }),
  error_code: Type.Union([Type.Literal('unusable_import'), Type.Literal('interrupted_import'), Type.Null()], {
    description: 'Kind of the failure: the file or an option is at fault, or something failed here.',
  }),
  remedy: Type.Union([Type.String(), Type.Null()], { description: 'What to do about the failure.' }),
  rejects_url: Type.Union([Type.String(), Type.Null()], { description: 'The refused rows as CSV, when there are any.' }),
  created_at: Instant,
  updated_at: Instant,
  finished_at: Type.Union([Instant, Type.Null()]),
})
export type ImportState = Static<typeof ImportState>

export const ImportBegun = Type.Object({
  ...ImportState.properties,
  begun: Type.Union([Type.Literal('started'), Type.Literal('resumed'), Type.Literal('already_running'), Type.Literal('already_imported')], {
    description: 'What asking led to: the same file by the same options goes on where it stopped, or changes nothing.',
  }),
})
export type ImportBegun = Static<typeof ImportBegun>

export const ImportsQuery = Type.Object({
  workspace_id: Type.Optional(Type.String()),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
})
export const ImportsResponse = Type.Object({ imports: Type.Array(ImportState) })
export type ImportsResponse = Static<typeof ImportsResponse>
export const ImportParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
