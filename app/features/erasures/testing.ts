import type { EventStore } from '../../platform/clickhouse/event-store.ts'

const EVENTS_OF_PEOPLE = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, anonymous_id, content_id, target_id, parent_message_id, platform, text, properties, value, received_at, provenance)
  WITH concat('person-', leftPad(toString(number % {people:UInt32}), 8, '0')) AS person,
    concat('person-', leftPad(toString((number * 7 + 13) % {people:UInt32}), 8, '0')) AS another
  SELECT {workspace_id:String}, concat('message-', toString(number)), ['view', 'like', 'share', 'follow', 'content_publish', 'comment'][number % 6 + 1] AS type,
    toDateTime64('2026-03-01 00:00:00', 3, 'UTC') + number % 172800,
    if(number % 11 = 0, '', person), if(number % 11 = 0 OR number % 5 = 0, concat('browser-of-', person), ''),
    if(type = 'follow', '', concat('post-', toString(number % 500))), if(type = 'follow', another, ''), if(type = 'share', concat('message-', toString(number - 6)), ''),
    ['web', 'ios'][number % 2 + 1], if(type = 'comment', concat('thanks @', another, '!'), ''),
    if(number % 13 = 0, concat('{"seen_by":"', another, '","n":1}'), '{}'), if(number % 4 = 0, 1.5, NULL), now64(3), 'measured'
  FROM numbers({events:UInt32})`

/** Of so many people as `seedEvents` stores events of. */
export function personOf(n: number): string {
  return `person-${String(n).padStart(8, '0')}`
}

/** Stores events of people by themselves, by their browsers and about others, in two days of March 2026. */
export async function seedEvents(
  store: EventStore,
  workspaceId: string,
  { people, events }: { readonly people: number; readonly events: number },
): Promise<void> {
  await store.command(EVENTS_OF_PEOPLE, { workspace_id: workspaceId, people, events })
}
