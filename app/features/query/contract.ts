import { type Static, Type } from 'typebox'

export const SQL_MAX_LENGTH = 100_000
export const ROWS_MAX = 10_000

export const QueryBody = Type.Object(
  {
    sql: Type.String({ minLength: 1, maxLength: SQL_MAX_LENGTH, description: 'One SELECT in ClickHouse’s dialect.' }),
    workspace_id: Type.Optional(Type.String({ description: 'Must exist; the SQL itself says which rows it reads.' })),
  },
  { additionalProperties: false },
)
export type QueryBody = Static<typeof QueryBody>

export const QueryResponse = Type.Object({
  columns: Type.Array(Type.String(), { description: 'Names in the order of the SELECT.' }),
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
    description:
      'Integers are numbers, but for the columns of 64 bits and more in which one is beyond ±(2^53 − 1): there all are text, digit for digit.',
  }),
  /** True when there were more than 10,000 rows, and the rest was left out. */
  truncated: Type.Boolean(),
  elapsed_seconds: Type.Number(),
})
export type QueryResponse = Static<typeof QueryResponse>
