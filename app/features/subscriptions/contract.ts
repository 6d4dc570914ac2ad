import { type Static, Type } from 'typebox'
import { Schedule } from './schedule.ts'

/** Subscriptions of a workspace, and people that one goes to. */
export const SUBSCRIPTIONS_MAX = 50
export const RECIPIENTS_MAX = 20

const Instant = Type.String({ format: 'date-time' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const workspace_id = Type.Optional(Type.String())

export type Channel = 'email' | 'slack' | 'webhook'

/** One line: what it holds becomes part of subjects and headings. */
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]+$' })

const Target = Type.Union([
  Type.Object(
    {
      channel: Type.Literal('email'),
      recipients: Type.Array(Type.String({ maxLength: 254 }), { minItems: 1, maxItems: RECIPIENTS_MAX, description: 'E-mail addresses.' }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      channel: Type.Union([Type.Literal('slack'), Type.Literal('webhook')]),
      url: Type.Optional(
        Type.String({
          maxLength: 2048,
          description: 'Where it is posted. Left out of a change: the stored one is kept. Never shown again.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
])
export type Target = Static<typeof Target>

export const SubscriptionBody = Type.Object(
  {
    workspace_id,
    name: Name,
    document: Type.String({ maxLength: 64, description: 'Id of a document; `digest` needs no PDF.' }),
    paper: Type.Optional(Type.Union([Type.Literal('A4'), Type.Literal('Letter')], { description: 'A4 when left out.' })),
    schedule: Schedule,
    target: Target,
  },
  { additionalProperties: false },
)
export type SubscriptionBody = Static<typeof SubscriptionBody>

export const PauseBody = Type.Object({ paused: Type.Boolean() }, { additionalProperties: false })
export const SubscriptionsQuery = Type.Object({ workspace_id })
export const SubscriptionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

const Recipient = Type.Object({ address: Type.String(), unsubscribed_at: orNull(Instant) })

export const SubscriptionState = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  document: Type.String(),
  paper: Type.Union([Type.Literal('A4'), Type.Literal('Letter')]),
  schedule: Schedule,
  schedule_text: Type.String(),
  channel: Type.Union([Type.Literal('email'), Type.Literal('slack'), Type.Literal('webhook')]),
  host: Type.String({ description: 'Of a Slack or webhook address; the rest of it is secret. Empty for e-mail.' }),
  recipients: Type.Array(Recipient),
  paused_at: orNull(Instant),
  paused_why: orNull(Type.String({ description: 'Why Trill paused it by itself.' })),
  next_run_at: orNull(Instant),
  last_run_at: orNull(Instant),
  last_status: orNull(Type.String({ description: 'Of the latest run; of several recipients, that with whom it went worst.' })),
  created_at: Instant,
})
export type SubscriptionState = Static<typeof SubscriptionState>

export const SubscriptionsResponse = Type.Object({
  workspace_id: Type.String(),
  time_zone: Type.String(),
  documents: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), has_pdf: Type.Boolean() })),
  email: Type.Object({
    is_set_up: Type.Boolean(),
    reaches_people: Type.Boolean({ description: 'Whether links in messages lead further than this machine.' }),
  }),
  subscriptions: Type.Array(SubscriptionState),
})
export type SubscriptionsResponse = Static<typeof SubscriptionsResponse>

/** A secret is shown this once. */
export const ChangedSubscription = Type.Object({
  subscription: SubscriptionState,
  signing_secret: orNull(Type.String({ description: 'Of a webhook that is new or whose secret was changed: `whsec_…`.' })),
})
export type ChangedSubscription = Static<typeof ChangedSubscription>

const Attempt = Type.Object({
  attempt: Type.Integer(),
  started_at: Instant,
  finished_at: orNull(Instant),
  outcome: orNull(Type.String({ description: '`done`, `again`, `failed`, `cancelled` or `lost`; null while it runs.' })),
  says: Type.String(),
})

export const DeliveryState = Type.Object({
  id: Type.String({ format: 'uuid' }),
  cause: Type.Union([Type.Literal('schedule'), Type.Literal('test')]),
  recipient: orNull(Type.String()),
  planned_for: Instant,
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  next_try_at: orNull(Instant),
  attempts: Type.Array(Attempt),
})
export type DeliveryState = Static<typeof DeliveryState>

export const DeliveriesResponse = Type.Object({ deliveries: Type.Array(DeliveryState, { description: 'The newest first, at most 100.' }) })
export type DeliveriesResponse = Static<typeof DeliveriesResponse>

export const TestSent = Type.Object({ deliveries: Type.Array(DeliveryState) })
export type TestSent = Static<typeof TestSent>

export const UnsubscribeParams = Type.Object({ token: Type.String({ maxLength: 200 }) })
