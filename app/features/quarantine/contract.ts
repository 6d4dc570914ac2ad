import { type Static, Type } from 'typebox'

const Reason = Type.String({ maxLength: 64, description: 'One of the rejection reasons.' })

export const QuarantineQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    reason: Type.Optional(Reason),
    replayed: Type.Optional(Type.Boolean({ default: false, description: 'Also list what a replay has taken already.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  },
  { additionalProperties: false },
)
export type QuarantineQuery = Static<typeof QuarantineQuery>

export const QuarantineItem = Type.Object({
  id: Type.String(),
  received_at: Type.String(),
  endpoint: Type.String({ description: '`events`, or the call of Segment’s API.' }),
  message_id: Type.String(),
  reason: Reason,
  field: Type.String(),
  message: Type.String(),
  payload: Type.String({ description: 'The event as it came, as JSON, up to 32 KB.' }),
  replayed_at: Type.Union([Type.String(), Type.Null()]),
})
export type QuarantineItem = Static<typeof QuarantineItem>

export const QuarantineResponse = Type.Object({
  /** Events of the reason asked for, or of all. */
  total: Type.Integer(),
  /** All reasons, most frequent first, whatever reason was asked for. */
  by_reason: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
  /** Newest first. */
  items: Type.Array(QuarantineItem),
})
export type QuarantineResponse = Static<typeof QuarantineResponse>

export const ReplayBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    ids: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }), { minItems: 1, maxItems: 1000 }),
    ),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false, description: 'Which events: those named, those of one reason, or all.' },
)
export type ReplayBody = Static<typeof ReplayBody>

export const ReplayResponse = Type.Object({
  replayed: Type.Integer({ description: 'Events put before the judge, 10,000 at most; repeat for more.' }),
  accepted: Type.Integer({ description: 'Stored now, and no longer in quarantine.' }),
  suppressed: Type.Integer({ description: 'Counted and not stored, because their people may not be; no longer in quarantine.' }),
  rejected: Type.Integer({ description: 'Refused again; they stay.' }),
})
export type ReplayResponse = Static<typeof ReplayResponse>
