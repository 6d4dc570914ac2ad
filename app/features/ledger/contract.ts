import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

/** Longest span of one answer, in hours. */
export const HOURS_MAX = 24 * 92

export const LedgerQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    hours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: HOURS_MAX, default: 24, description: 'The latest hours, the present one included.' }),
    ),
  },
  { additionalProperties: false },
)

const Line = Type.Object({
  result: Type.Union([
    Type.Literal('stored'),
    Type.Literal('duplicate'),
    Type.Literal('rejected'),
    Type.Literal('suppressed'),
    Type.Literal('bot'),
  ]),
  /** Empty for what was stored. */
  reason: Type.String(),
  events: Type.Integer(),
})

export const LedgerResponse = Type.Object({
  workspace_id: Type.String(),
  /** Beginning of the first hour, and end of the last; ISO 8601, UTC. */
  from: Type.String(),
  to: Type.String(),
  /** Every event that arrived: the sum of all lines. */
  received: Type.Integer(),
  passport: Passport,
  lines: Type.Array(Line),
  /** Hours in which something arrived, oldest first. */
  hours: Type.Array(Type.Object({ hour: Type.String(), received: Type.Integer(), lines: Type.Array(Line) })),
})
export type LedgerResponse = Static<typeof LedgerResponse>
