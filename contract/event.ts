import { type Static, Type } from 'typebox'
import { PURPOSES } from './consent.ts'
import { amount, category, identifier, instant, properties, second, text } from './fields.ts'

/** Longest `message_id`, in characters. Segment's clients send 36 to 60. */
export const MESSAGE_ID_MAX_LENGTH = 128
/** Longest actor, content or session identifier, in characters. */
export const IDENTIFIER_MAX_LENGTH = 256
/** Longest `text`, in characters. */
export const TEXT_MAX_LENGTH = 10_000
/** Largest `properties` as JSON, in bytes of UTF-8. */
export const PROPERTIES_MAX_BYTES = 32_768
/** Deepest nesting of `properties`. */
export const PROPERTIES_MAX_DEPTH = 16
/** Type of an event: snake_case, starts with a letter. */
export const EVENT_TYPE_PATTERN = '^[a-z][a-z0-9_]{0,63}$'
/** Earliest time an event may have happened. Nothing digital that Trill measures is older. */
export const OCCURRED_AT_MIN = Date.UTC(1990, 0, 1)
/** How far in the future an event may lie after clock correction before it is refused, in milliseconds. */
export const FUTURE_TOLERANCE_MILLISECONDS = 24 * 3600 * 1000

/** Where a row came from. Never mixed silently: `simulated` and `imported` are shown as such. */
export const PROVENANCES = ['measured', 'imported', 'simulated'] as const
export type Provenance = (typeof PROVENANCES)[number]

/**
 * The fields a sender may set, in the order of the table's columns.
 * One definition: the type, the validator, the OpenAPI schema and the table come from it.
 */
export const EVENT_FIELDS = {
  message_id: identifier('Identifies this message. The same one sent again within 7 days is counted once.', MESSAGE_ID_MAX_LENGTH),
  type: category('What happened, in snake_case: `view`, `like`, `share`, `quiz_complete` … or a word of your own.', 64, {
    pattern: EVENT_TYPE_PATTERN,
    dictionary: true,
  }),
  occurred_at: instant('When it happened, after correction for the sender’s clock.'),
  sent_at: instant('When the sender’s clock said it was sending; used to correct `occurred_at`.', { nullable: true }),
  actor_id: identifier('Who did it: your user id, or a pseudonym.', IDENTIFIER_MAX_LENGTH, { privacy: 'pseudonym' }),
  anonymous_id: identifier('Who did it before they signed in.', IDENTIFIER_MAX_LENGTH, { privacy: 'pseudonym' }),
  session_id: identifier('The visit it belongs to.', IDENTIFIER_MAX_LENGTH, { privacy: 'pseudonym' }),
  content_id: identifier('The post, video, quiz or page it was done to.', IDENTIFIER_MAX_LENGTH),
  target_id: identifier('The other person or thing: who was followed, matched with, written to.', IDENTIFIER_MAX_LENGTH, {
    privacy: 'pseudonym',
  }),
  parent_message_id: identifier('The share that led here: the `message_id` of the event one step up the cascade.', MESSAGE_ID_MAX_LENGTH),
  platform: category('Where it happened: `web`, `ios`, `android`, `youtube`, `tiktok` …', 64, { dictionary: true }),
  country: category('Country, ISO 3166-1 alpha-2, upper case.', 2, { pattern: '^[A-Z]{2}$' }),
  language: category('Language, BCP 47.', 35),
  device: category('Kind of device: `mobile`, `desktop`, `tablet`, `tv` …', 64),
  referrer: text('Address of the page or app that led here.', 2048),
  utm_source: category('Campaign source (utm_source).', 256),
  utm_medium: category('Campaign medium (utm_medium).', 256),
  utm_campaign: category('Campaign name (utm_campaign).', 256),
  utm_term: category('Paid search term (utm_term).', 256),
  utm_content: category('Which link of the campaign (utm_content).', 256),
  campaign_id: category('Your own campaign identifier.', 256),
  experiment_id: category('Experiment this event was exposed to.', 256),
  variant: category('Variant of that experiment.', 256),
  value: amount('Amount of money, score or duration the event carries; `currency` says it is money.'),
  currency: category('Currency of `value`, ISO 4217, upper case.', 3, { pattern: '^[A-Z]{3}$' }),
  text: text('What was written: a comment, a caption, a message.', TEXT_MAX_LENGTH),
  properties: properties('Anything else worth keeping, up to 32 KiB of JSON.'),
} as const

/** Columns Trill itself writes beside the sender’s fields. */
export const EVENT_SYSTEM_FIELDS = {
  workspace_id: category('The workspace whose key sent the event.', 64, { dictionary: true }),
  received_at: instant('When this server received it.'),
  original_timestamp: instant('The time as the sender gave it, before clock correction.', { nullable: true }),
  provenance: category('`measured`, `imported` or `simulated`.', 16, { dictionary: true }),
  expires_at: second('When it is deleted: `received_at` and the days its workspace keeps events of its class.'),
} as const

/** Every column of `events`, in table order. */
export const EVENT_COLUMNS = [
  'workspace_id',
  ...Object.keys(EVENT_FIELDS),
  'received_at',
  'original_timestamp',
  'provenance',
  'expires_at',
] as const

const F = EVENT_FIELDS
/** What an event itself says of consent: it decides about this event, is recorded nowhere and stored in no column. */
const EventConsent = Type.Object(Object.fromEntries(Object.keys(PURPOSES).map((purpose) => [purpose, Type.Optional(Type.Boolean())])), {
  additionalProperties: false,
  description: 'What the person said to purposes, for this event: a no counts always, a yes where none is recorded.',
})

/** A native event as `POST /v1/events` accepts it. Unknown fields are refused by name. */
export const EventInput = Type.Object(
  {
    message_id: F.message_id.schema,
    type: F.type.schema,
    occurred_at: Type.Optional(F.occurred_at.schema),
    sent_at: Type.Optional(F.sent_at.schema),
    actor_id: Type.Optional(F.actor_id.schema),
    anonymous_id: Type.Optional(F.anonymous_id.schema),
    session_id: Type.Optional(F.session_id.schema),
    content_id: Type.Optional(F.content_id.schema),
    target_id: Type.Optional(F.target_id.schema),
    parent_message_id: Type.Optional(F.parent_message_id.schema),
    platform: Type.Optional(F.platform.schema),
    country: Type.Optional(F.country.schema),
    language: Type.Optional(F.language.schema),
    device: Type.Optional(F.device.schema),
    referrer: Type.Optional(F.referrer.schema),
    utm_source: Type.Optional(F.utm_source.schema),
    utm_medium: Type.Optional(F.utm_medium.schema),
    utm_campaign: Type.Optional(F.utm_campaign.schema),
    utm_term: Type.Optional(F.utm_term.schema),
    utm_content: Type.Optional(F.utm_content.schema),
    campaign_id: Type.Optional(F.campaign_id.schema),
    experiment_id: Type.Optional(F.experiment_id.schema),
    variant: Type.Optional(F.variant.schema),
    value: Type.Optional(F.value.schema),
    currency: Type.Optional(F.currency.schema),
    text: Type.Optional(F.text.schema),
    properties: Type.Optional(F.properties.schema),
    consent: Type.Optional(EventConsent),
  },
  { additionalProperties: false, description: 'One thing that happened. `actor_id` or `anonymous_id` is required.' },
)
export type EventInput = Static<typeof EventInput>
