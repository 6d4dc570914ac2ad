import type { LiveEvent } from '../../platform/live/tap.ts'
import type { EventsResponse, StoredEvent } from './contract.ts'

const TEXTS = [
  'actor_id',
  'anonymous_id',
  'session_id',
  'content_id',
  'target_id',
  'parent_message_id',
  'platform',
  'country',
  'language',
  'device',
  'currency',
  'text',
] as const

/** A row of newest-events.sql and events-after.sql. */
export interface EventRow extends Record<(typeof TEXTS)[number], string> {
  readonly message_id: string
  readonly type: string
  readonly occurred_at_milliseconds: number
  readonly received_at_milliseconds: number
  readonly provenance: string
  readonly value: number | null
  readonly properties: string
}

/** A place among the events as they were received. */
export interface Cursor {
  readonly milliseconds: number
  readonly messageId: string
}

/** @param rows oldest first. @param after where reading went on from; `next` stays there when nothing came. @param isShown false for rows that are passed over. */
export function eventsOf(
  rows: readonly EventRow[],
  after: string | undefined,
  isShown: (row: EventRow) => boolean = () => true,
): EventsResponse {
  const shown = rows.filter(isShown)
  const last = shown.at(-1)
  return {
    events: shown.map(storedEvent),
    next: last === undefined ? (after ?? null) : `${last.received_at_milliseconds}~${last.message_id}`,
  }
}

/** Reads `next` of an earlier answer. Undefined when it is none. */
export function cursorOf(text: string): Cursor | undefined {
  const [, milliseconds = '', messageId = ''] = /^(\d{1,15})~([\s\S]*)$/.exec(text) ?? []
  return milliseconds === '' ? undefined : { milliseconds: Number(milliseconds), messageId }
}

/** The place before all that was received at a moment. Undefined when the text is no time. */
export function momentOf(text: string): Cursor | undefined {
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) || milliseconds < 0 ? undefined : { milliseconds, messageId: '' }
}

export function liveEvent(row: EventRow): LiveEvent {
  const { message_id, type, platform, content_id, country, provenance } = row
  return { message_id, type, occurred_at: timeOf(row.occurred_at_milliseconds), platform, content_id, country, provenance }
}

function storedEvent(row: EventRow): StoredEvent {
  const { message_id, type, provenance, value } = row
  return {
    message_id,
    type,
    occurred_at: timeOf(row.occurred_at_milliseconds),
    received_at: timeOf(row.received_at_milliseconds),
    provenance,
    ...Object.fromEntries(TEXTS.filter((name) => row[name] !== '').map((name) => [name, row[name]])),
    ...(value === null ? {} : { value }),
    ...propertiesOf(row.properties),
  }
}

function propertiesOf(text: string): Pick<StoredEvent, 'properties'> {
  return text === '' || text === '{}' ? {} : { properties: JSON.parse(text) as Record<string, unknown> }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
