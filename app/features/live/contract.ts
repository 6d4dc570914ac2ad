import { type Static, Type } from 'typebox'

export const LiveQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export type LiveQuery = Static<typeof LiveQuery>

/** One `data:` message of the stream, sent once a second as event `tick`. */
export const LiveTick = Type.Object({
  at: Type.String(),
  /** Accepted in the last full second. */
  accepted_per_second: Type.Number(),
  rejected_per_second: Type.Number(),
  /** Stored, not yet visible to queries. */
  backlog_events: Type.Number(),
  /** Newest events since the last tick, newest first, 20 at most; in the first tick, the newest that are stored. */
  latest: Type.Array(
    Type.Object({
      message_id: Type.String(),
      type: Type.String(),
      occurred_at: Type.String(),
      platform: Type.String(),
      content_id: Type.String(),
      country: Type.String(),
      provenance: Type.String(),
    }),
  ),
  /** Refused events since the server started, by reason, most frequent first. */
  refused: Type.Array(Type.Object({ reason: Type.String(), count: Type.Number() })),
})
export type LiveTick = Static<typeof LiveTick>

export const EventsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 })),
    after: Type.Optional(
      Type.String({
        maxLength: 200,
        description: '`next` of the answer before: only what was received later. The newest events when absent.',
      }),
    ),
    since: Type.Optional(
      Type.String({
        maxLength: 40,
        description:
          'ISO 8601: what was received from this moment on, oldest first. An event may become visible seconds after others that were received later; who asks again from a little earlier misses none.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type EventsQuery = Static<typeof EventsQuery>

/** A stored event. Fields that were not sent are absent. */
export const StoredEvent = Type.Object({
  message_id: Type.String(),
  type: Type.String(),
  occurred_at: Type.String(),
  received_at: Type.String(),
  provenance: Type.String(),
  actor_id: Type.Optional(Type.String()),
  anonymous_id: Type.Optional(Type.String()),
  session_id: Type.Optional(Type.String()),
  content_id: Type.Optional(Type.String()),
  target_id: Type.Optional(Type.String()),
  parent_message_id: Type.Optional(Type.String()),
  platform: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
  language: Type.Optional(Type.String()),
  device: Type.Optional(Type.String()),
  value: Type.Optional(Type.Number()),
  currency: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type StoredEvent = Static<typeof StoredEvent>

export const EventsResponse = Type.Object({
  /** Oldest first. */
  events: Type.Array(StoredEvent),
  /** Cursor for `after`; null when nothing is stored. */
  next: Type.Union([Type.String(), Type.Null()]),
})
export type EventsResponse = Static<typeof EventsResponse>
