import { randomUUID } from 'node:crypto'
import { EVENT_TYPES } from '@trill/contract/event-types'
import { consentInContext } from './consent.ts'
import { type Rejection, reject } from './row.ts'

/** The calls of Segment’s tracking API. */
export const SEGMENT_CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export type SegmentCall = (typeof SEGMENT_CALLS)[number]

type Json = Readonly<Record<string, unknown>>

/** Properties of Segment’s that are fields of ours. */
const PROPERTY_FIELDS: Readonly<Record<string, string>> = {
  content_id: 'content_id',
  contentId: 'content_id',
  target_id: 'target_id',
  targetId: 'target_id',
  parent_message_id: 'parent_message_id',
  parentMessageId: 'parent_message_id',
  session_id: 'session_id',
  sessionId: 'session_id',
  platform: 'platform',
  campaign_id: 'campaign_id',
  experiment_id: 'experiment_id',
  experimentId: 'experiment_id',
  variant: 'variant',
  text: 'text',
}

/**
 * Turns a message of Segment’s tracking API into a native event.
 * `event` becomes `type` in snake_case; the name as sent is kept in `properties.segment_event`.
 * @param call The call of the address, or undefined within a batch, where each message names its own.
 */
export function fromSegment(message: unknown, call: SegmentCall | undefined, batch: Json): Json | Rejection {
  if (!isObject(message)) return reject('not_an_object', '', 'A message is a JSON object')
  const kind = call ?? message.type
  if (!isCall(kind)) return reject('unknown_message_type', 'type', `type must be one of ${SEGMENT_CALLS.join(', ')}`)
  const context = isObject(message.context) ? message.context : isObject(batch.context) ? batch.context : {}
  const properties = propertiesOf(kind, message)
  if (!isObject(properties))
    return reject('wrong_type', kind === 'identify' || kind === 'group' ? 'traits' : 'properties', 'must be a JSON object')
  const type = kind === 'track' ? snakeCase(message.event) : kind
  if (type === undefined) return reject('missing_field', 'event', 'event is required for track: the name of what happened')
  const event: Record<string, unknown> = {
    message_id: message.messageId ?? randomUUID(),
    type,
    occurred_at: message.timestamp ?? message.originalTimestamp,
    sent_at: message.sentAt ?? batch.sentAt,
    actor_id: asId(message.userId),
    anonymous_id: asId(message.anonymousId),
    ...fromContext(context),
    ...consentOf(context),
  }
  return { ...event, ...fromProperties(kind, message, properties, type, context) }
}

function consentOf(context: Json): Json {
  const consent = context.consent === undefined ? undefined : consentInContext(context)
  return consent === undefined ? {} : { consent }
}

function propertiesOf(kind: SegmentCall, message: Json): unknown {
  if (kind === 'identify' || kind === 'group') return message.traits ?? {}
  return message.properties ?? {}
}

function fromProperties(kind: SegmentCall, message: Json, properties: Json, type: string, context: Json): Json {
  const fields: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(properties)) {
    const field = kind !== 'identify' && Object.hasOwn(PROPERTY_FIELDS, name) ? PROPERTY_FIELDS[name] : undefined
    if (field !== undefined && typeof value === 'string' && value !== '') fields[field] = value
    else if (name === '__proto__') Object.defineProperty(rest, name, { value, enumerable: true })
    else rest[name] = value
  }
  // Traits are attributes of a person, not fields of what happened.
  if (kind !== 'identify') Object.assign(fields, money(properties))
  if (kind === 'track' && message.event !== type) rest.segment_event = message.event
  if (kind === 'group') fields.target_id = asId(message.groupId)
  if (kind === 'alias') fields.target_id = asId(message.previousId)
  if ((kind === 'page' || kind === 'screen') && typeof message.name === 'string') rest.name = message.name
  const page = isObject(context.page) ? context.page : {}
  if (kind === 'page' && fields.content_id === undefined) fields.content_id = shortText(properties.path ?? page.path, 256)
  return Object.keys(rest).length === 0 ? fields : { ...fields, properties: rest }
}

function money(properties: Json): Json {
  const value = properties.value ?? properties.revenue ?? properties.total
  const currency = typeof properties.currency === 'string' ? properties.currency.toUpperCase() : undefined
  return { ...(typeof value === 'number' ? { value } : {}), ...(currency !== undefined && /^[A-Z]{3}$/.test(currency) ? { currency } : {}) }
}

function fromContext(context: Json): Json {
  const campaign = isObject(context.campaign) ? context.campaign : {}
  const page = isObject(context.page) ? context.page : {}
  const device = isObject(context.device) ? context.device : {}
  const location = isObject(context.location) ? context.location : {}
  const country = shortText(location.country, 64)?.toUpperCase()
  return {
    language: shortText(context.locale, 35),
    referrer: shortText(page.referrer, 2048),
    device: shortText(device.type, 64),
    platform: shortText(platformOf(context), 64),
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
    utm_source: shortText(campaign.source, 256),
    utm_medium: shortText(campaign.medium, 256),
    utm_campaign: shortText(campaign.name, 256),
    utm_term: shortText(campaign.term, 256),
    utm_content: shortText(campaign.content, 256),
  }
}

function platformOf(context: Json): unknown {
  const os = isObject(context.os) && typeof context.os.name === 'string' ? context.os.name.toLowerCase() : ''
  if (os.includes('ios') || os.includes('iphone') || os.includes('ipad')) return 'ios'
  if (os.includes('android')) return 'android'
  const library = isObject(context.library) && typeof context.library.name === 'string' ? context.library.name : ''
  return isObject(context.page) || library === 'analytics.js' ? 'web' : undefined
}

/** Context is filled in by client libraries: what is not usable there is left out instead of refusing the event. */
function shortText(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxLength).toWellFormed() : undefined
}

/** Segment allows numbers as identifiers. */
function asId(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : value === '' ? undefined : value
}

/** Types of the names met so far; bounded in number and length, because senders choose them. */
const KNOWN = new Map<string, string>()
const KNOWN_MAX = 10_000
const KNOWN_NAME_MAX_LENGTH = 128

/** “Quiz Completed”, “quizCompleted” and “quiz-completed” all become quiz_completed; cached, as names repeat. */
function snakeCase(name: unknown): string | undefined {
  if (typeof name !== 'string' || name.trim() === '') return undefined
  const known = KNOWN.get(name)
  if (known !== undefined) return known
  const snake = name
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .toLowerCase()
    .slice(0, 64)
  const type = SYNONYMS[snake] ?? (snake === '' ? 'custom' : snake)
  if (KNOWN.size < KNOWN_MAX && name.length <= KNOWN_NAME_MAX_LENGTH) KNOWN.set(name, type)
  return type
}

/** Past forms people use for words of the catalogue. */
const SYNONYMS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(EVENT_TYPES)
    .flatMap((type) => [`${type}d`, `${type}ed`].map((past) => [past, type] as const))
    .concat([
      ['order_completed', 'purchase'],
      ['content_viewed', 'view'],
      ['product_viewed', 'view'],
      ['video_playback_completed', 'complete'],
      ['content_shared', 'share'],
      ['product_shared', 'share'],
    ]),
)

function isCall(value: unknown): value is SegmentCall {
  return SEGMENT_CALLS.some((call) => call === value)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
