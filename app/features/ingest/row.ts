import type { RejectionReason } from '@trill/contract/errors'
import {
  EVENT_COLUMNS,
  EVENT_FIELDS,
  FUTURE_TOLERANCE_MILLISECONDS,
  OCCURRED_AT_MIN,
  PROPERTIES_MAX_BYTES,
  PROPERTIES_MAX_DEPTH,
  type Provenance,
} from '@trill/contract/event'
import { escapeText, plainText, storeTime } from '../../platform/clickhouse/text-rows.ts'
import { type Cleaner, cleanerOf, type Scrubbing } from './personal-data.ts'

/** Why one event was refused: an expected outcome, not an exception. */
export interface Rejection {
  readonly reason: RejectionReason
  readonly field: string
  readonly message: string
}

/** What the event does not say itself. */
export interface Facts {
  readonly workspaceId: string
  /** Milliseconds since 1970, UTC. */
  readonly receivedAt: number
  readonly provenance: Provenance
  /** When events of the class are deleted, as `expiryOf` writes it. */
  readonly expiresAt: string
  /** False when the request holds no backslash: then no value can need escaping. */
  readonly escaping: boolean
  /** Takes personal data out before anything is kept; all is kept as it is when missing. */
  readonly scrubbing?: Scrubbing
}

type Judge = (value: unknown, facts: Facts) => string | Rejection

interface Column {
  readonly index: number
  readonly judge: Judge
  readonly clean: Cleaner | undefined
}

const POSITION = new Map(EVENT_COLUMNS.map((name, index) => [name as string, index]))
const at = (name: string) => POSITION.get(name) as number
const NULL = '\\N'
const OCCURRED_AT = at('occurred_at')
const SENT_AT = at('sent_at')
const RECEIVED_AT = at('received_at')
const ORIGINAL_TIMESTAMP = at('original_timestamp')
const EXPIRES_AT = at('expires_at')
const WORKSPACE = at('workspace_id')
const PROVENANCE = at('provenance')
const MESSAGE_ID = at('message_id')
const TYPE = at('type')
const ACTOR = at('actor_id')
const ANONYMOUS = at('anonymous_id')
/** A time further ahead than this is set to it, so that one fast clock does not stretch every chart; milliseconds. */
const CLOCK_LEEWAY = 5 * 60 * 1000
const EMPTY_ROW: readonly string[] = EVENT_COLUMNS.map((name) => (['sent_at', 'original_timestamp', 'value'].includes(name) ? NULL : ''))

const COLUMNS: ReadonlyMap<string, Column> = new Map(
  Object.entries(EVENT_FIELDS).map(([name, field]) => [
    name,
    { index: at(name), judge: judgeFor(name, field.schema as TextSchema), clean: cleanerOf(name) },
  ]),
)

interface TextSchema {
  readonly type?: string
  readonly maxLength?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
}

/** A row of `events` in TabSeparated form, and what the sender needs to know about it. */
export interface AcceptedRow {
  readonly messageId: string
  readonly columns: readonly string[]
}

/**
 * Judges one native event and makes its row. Every rule comes from contract/event.ts.
 * Clock correction is Segment’s: occurred_at + (received_at − sent_at), when both are given.
 */
export function toRow(event: unknown, facts: Facts): AcceptedRow | Rejection {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return reject('not_an_object', '', 'An event is a JSON object')
  const row = EMPTY_ROW.slice()
  for (const name in event) {
    const column = COLUMNS.get(name)
    const value = (event as Record<string, unknown>)[name]
    if (column === undefined)
      return reject('unknown_field', name, `"${name.slice(0, 64)}" is not a field of an event; put it into properties`)
    if (value === undefined || value === null) continue
    const clean = column.clean === undefined || facts.scrubbing === undefined ? value : column.clean(value, facts.scrubbing, event)
    const judged = column.judge(clean, facts)
    if (typeof judged !== 'string') return judged
    row[column.index] = judged
  }
  const missing = missingField(row)
  if (missing !== undefined) return missing
  const time = setTimes(row, facts)
  if (time !== undefined) return time
  row[WORKSPACE] = facts.workspaceId
  row[PROVENANCE] = facts.provenance
  row[EXPIRES_AT] = facts.expiresAt
  return { messageId: String((event as { message_id: string }).message_id), columns: row }
}

/** Whether a row is of somebody: by the user or by the browser. */
export function isOf({ columns }: AcceptedRow, person: (identifier: string) => boolean): boolean {
  return person(plainText(columns[ACTOR] as string)) || person(plainText(columns[ANONYMOUS] as string))
}

function missingField(row: readonly string[]): Rejection | undefined {
  if (row[MESSAGE_ID] === '') return reject('missing_field', 'message_id', 'message_id is required: a unique id, the same on every try')
  if (row[TYPE] === '') return reject('missing_field', 'type', 'type is required: what happened, in snake_case')
  if (row[ACTOR] === '' && row[ANONYMOUS] === '') return reject('missing_identity', 'actor_id', 'actor_id or anonymous_id is required')
  return undefined
}

/** Replaces the milliseconds in the time columns by the store’s text, corrected for the sender’s clock. */
function setTimes(row: string[], { receivedAt }: Facts): Rejection | undefined {
  const given = row[OCCURRED_AT] === '' ? undefined : Number(row[OCCURRED_AT])
  const sentAt = row[SENT_AT] === NULL ? undefined : Number(row[SENT_AT])
  const occurredAt = correctClock(given, sentAt, receivedAt)
  if (occurredAt < OCCURRED_AT_MIN)
    return reject('time_too_early', 'occurred_at', 'occurred_at lies before 1990; send seconds or milliseconds as ISO 8601 text')
  if (occurredAt > receivedAt + FUTURE_TOLERANCE_MILLISECONDS)
    return reject('time_too_late', 'occurred_at', 'occurred_at lies more than 24 hours in the future')
  row[OCCURRED_AT] = storeTime(Math.min(occurredAt, receivedAt + CLOCK_LEEWAY))
  row[RECEIVED_AT] = storeTime(receivedAt)
  if (given !== undefined) row[ORIGINAL_TIMESTAMP] = storeTime(given)
  if (sentAt !== undefined) row[SENT_AT] = storeTime(sentAt)
  return undefined
}

/**
 * Segment’s clock correction: `given + (receivedAt − sentAt)` when both are known, else the time given,
 * else the time of receipt. All in milliseconds since 1970.
 */
export function correctClock(given: number | undefined, sentAt: number | undefined, receivedAt: number): number {
  if (given === undefined) return receivedAt
  return sentAt === undefined ? given : given + (receivedAt - sentAt)
}

function judgeFor(name: string, schema: TextSchema): Judge {
  if (schema.type === 'number') return judgeNumber(name)
  if (schema.format === 'date-time') return judgeTime(name)
  if (schema.type === 'object') return judgeProperties(name)
  return judgeText(name, schema)
}

function judgeText(name: string, { maxLength = 256, minLength = 0, pattern }: TextSchema): Judge {
  const form = pattern === undefined ? undefined : new RegExp(pattern)
  return (value, { escaping }) => {
    if (typeof value !== 'string') return reject('wrong_type', name, `${name} must be text, got ${kindOf(value)}`)
    if (value.length > maxLength && isLonger(value, maxLength))
      return reject('too_long', name, `${name} may have ${maxLength} characters, got more`)
    if (value.length < minLength) return reject('missing_field', name, `${name} is empty`)
    if (form !== undefined && !form.test(value))
      return reject('invalid_format', name, `${name} must match ${pattern}, got "${value.slice(0, 64)}"`)
    if (!escaping) return value
    if (value.includes('\0')) return reject('invalid_text', name, `${name} holds a NUL character`)
    if (!value.isWellFormed()) return reject('invalid_text', name, `${name} holds half of a surrogate pair`)
    return escapeText(value)
  }
}

/** Counts characters, not UTF-16 units, as JSON Schema does; texts that must be too long are not counted through. */
function isLonger(text: string, maxLength: number): boolean {
  if (text.length > 2 * maxLength) return true
  let characters = 0
  for (const _ of text) characters += 1
  return characters > maxLength
}

function judgeNumber(name: string): Judge {
  return (value) => {
    if (typeof value !== 'number') return reject('wrong_type', name, `${name} must be a number, got ${kindOf(value)}`)
    if (!Number.isFinite(value)) return reject('wrong_type', name, `${name} is too large for a number`)
    return String(value)
  }
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/
/** What a DateTime64 column can hold: the years 1900 to 2299; milliseconds since 1970. */
const STORE_TIME_MIN = Date.UTC(1900, 0, 1)
const STORE_TIME_END = Date.UTC(2300, 0, 1)

/** Leaves milliseconds as text; `setTimes` turns them into the store’s form. */
function judgeTime(name: string): Judge {
  return (value) => {
    if (typeof value !== 'string') return reject('wrong_type', name, `${name} must be ISO 8601 text, got ${kindOf(value)}`)
    const time = ISO_TIME.test(value) && isDay(value) ? Date.parse(value) : Number.NaN
    if (!(time >= STORE_TIME_MIN && time < STORE_TIME_END))
      return reject(
        'invalid_time',
        name,
        `${name} must be a time like 2026-01-31T12:00:00.000Z in the years 1900 to 2299, got "${value.slice(0, 64)}"`,
      )
    return String(time)
  }
}

/** `Date.parse` reads the 30th of February as the 1st or 2nd of March. */
function isDay(time: string): boolean {
  const day = Number(time.slice(8, 10))
  return day <= 28 || new Date(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(5, 7)) - 1, day)).getUTCDate() === day
}

function judgeProperties(name: string): Judge {
  return (value, { escaping }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return reject('wrong_type', name, `${name} must be a JSON object, got ${kindOf(value)}`)
    const fault = faultWithin(value, 1, escaping)
    if (fault !== undefined) return reject(fault, name, FAULTS[fault])
    const text = JSON.stringify(value)
    if (text.length > PROPERTIES_MAX_BYTES || (text.length * 3 > PROPERTIES_MAX_BYTES && Buffer.byteLength(text) > PROPERTIES_MAX_BYTES)) {
      return reject('too_large', name, `${name} may have ${PROPERTIES_MAX_BYTES} bytes of JSON; send less, or in several events`)
    }
    return escaping ? escapeText(text) : text
  }
}

const FAULTS = {
  too_deep: `properties may be nested ${PROPERTIES_MAX_DEPTH} levels deep`,
  forbidden_key: 'properties may not have keys named __proto__, constructor or prototype',
  invalid_text: 'properties hold a NUL character or half of a surrogate pair',
} as const

function faultWithin(value: object, depth: number, escaping: boolean): keyof typeof FAULTS | undefined {
  if (depth > PROPERTIES_MAX_DEPTH) return 'too_deep'
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return 'forbidden_key'
    const inner = (value as Record<string, unknown>)[key]
    if (escaping && (isBroken(key) || (typeof inner === 'string' && isBroken(inner)))) return 'invalid_text'
    if (typeof inner === 'object' && inner !== null) {
      const fault = faultWithin(inner, depth + 1, escaping)
      if (fault !== undefined) return fault
    }
  }
  return undefined
}

function isBroken(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed()
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export function reject(reason: RejectionReason, field: string, message: string): Rejection {
  return { reason, field, message }
}
