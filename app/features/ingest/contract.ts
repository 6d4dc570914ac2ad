import { EventInput } from '@trill/contract/event'
import { type Static, Type } from 'typebox'

export const IngestAnswer = Type.Object({
  success: Type.Boolean({ description: 'True when at least one event was accepted, or none was sent.' }),
  accepted: Type.Integer({ description: 'Events that are durable now; repeats of earlier ones are accepted and counted once.' }),
  suppressed: Type.Optional(
    Type.Integer({ description: 'Events that were counted and not stored, because their people may not be; absent when there are none.' }),
  ),
  rejected: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'Place of the event in the request, from 0.' }),
      message_id: Type.String(),
      field: Type.String(),
      reason: Type.String({ description: 'One of the rejection reasons; the event is in quarantine under it.' }),
      message: Type.String(),
    }),
  ),
})
export type IngestAnswer = Static<typeof IngestAnswer>

export const IngestQuery = Type.Object({
  workspace_id: Type.Optional(Type.String({ description: 'The workspace, for callers that are not of one, such as the command line.' })),
  provenance: Type.Optional(
    Type.Union([Type.Literal('measured'), Type.Literal('simulated')], {
      description: '`simulated` for events that are made up: they are marked as such wherever they count, and refused ones are only told.',
    }),
  ),
})

const Loose = Type.Record(Type.String(), Type.Unknown())
const Identity = {
  userId: Type.Optional(Type.String()),
  anonymousId: Type.Optional(Type.String()),
  messageId: Type.Optional(Type.String()),
  timestamp: Type.Optional(Type.String({ format: 'date-time' })),
  sentAt: Type.Optional(Type.String({ format: 'date-time' })),
  context: Type.Optional(Loose),
  writeKey: Type.Optional(Type.String({ description: 'The key, when it is not in the Authorization header.' })),
}

/** Bodies as /openapi.json describes them; the judge of the events is row.ts, one event at a time. */
export const BODIES = {
  track: Type.Object({ event: Type.String(), properties: Type.Optional(Loose), ...Identity }),
  identify: Type.Object({ traits: Type.Optional(Loose), ...Identity }),
  page: Type.Object({ name: Type.Optional(Type.String()), properties: Type.Optional(Loose), ...Identity }),
  screen: Type.Object({ name: Type.Optional(Type.String()), properties: Type.Optional(Loose), ...Identity }),
  group: Type.Object({ groupId: Type.String(), traits: Type.Optional(Loose), ...Identity }),
  alias: Type.Object({ previousId: Type.String(), ...Identity }),
  batch: Type.Object({
    batch: Type.Array(Loose, { maxItems: 1000 }),
    sentAt: Identity.sentAt,
    context: Identity.context,
    writeKey: Identity.writeKey,
  }),
  events: Type.Array(EventInput, { maxItems: 50_000 }),
} as const
