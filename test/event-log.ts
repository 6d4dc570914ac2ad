import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { judge } from '../app/features/ingest/accept.ts'
import { openEmbedded } from '../app/platform/clickhouse/embedded.ts'
import type { EventStore } from '../app/platform/clickhouse/event-store.ts'
import { migrateEventStore } from '../app/platform/clickhouse/migrate.ts'
import { readConfig } from '../app/platform/config.ts'
import type { EventLog, LogEntry } from '../app/platform/log/event-log.ts'
import { openEventLog } from '../app/platform/log/open.ts'
import { createMeasurements } from '../app/platform/observe/measurements.ts'
import { prepareEventStore } from './store-templates.ts'

/** A directory of its own under the system’s temporary one. */
export function temporaryDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'trill-log-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The embedded event store with its tables. It deletes nothing for its age: the days of tests stand still, the machine’s clock does not. */
export async function openStore(dataDir: string): Promise<EventStore> {
  await prepareEventStore(dataDir)
  const store = await openEmbedded(join(dataDir, 'clickhouse'))
  await migrateEventStore(store)
  await store.command('SYSTEM STOP TTL MERGES')
  return store
}

interface Options {
  readonly backlogMegabytes?: number
  readonly now?: () => number
}

/** The log over a store, as the server opens it, without a word on the console. */
export function openLog(dataDir: string, events: EventStore, { backlogMegabytes = 256, now = Date.now }: Options = {}): Promise<EventLog> {
  const config = { ...readConfig({ TRILL_DATA_DIR: dataDir }), backlogMegabytes }
  return openEventLog({ config, events, measurements: createMeasurements(), logger: pino({ level: 'silent' }), now })
}

let named = 0

/** Entries of one request, judged as ingest does. */
export function entryOf(
  events: readonly object[],
  { workspaceId = 'main', receivedAt = Date.now(), exact = false }: { workspaceId?: string; receivedAt?: number; exact?: boolean } = {},
): LogEntry {
  return judge(events, { endpoint: 'events', workspaceId, receivedAt, provenance: 'measured', exact }, true).entry
}

/** Events with the given ids, one person each. */
export function eventsNamed(ids: readonly string[], fields: object = {}): object[] {
  named += 1
  return ids.map((id) => ({ message_id: id, type: 'view', actor_id: `u${named}`, ...fields }))
}

/** What each view holds, as counts that must equal those of `events`. */
export const VIEW_TOTALS = {
  event_ids: 'SELECT count() AS n FROM event_ids',
  content_hourly: 'SELECT sum(events) AS n FROM content_hourly',
  content_daily: 'SELECT sum(events) AS n FROM content_daily',
  platform_quarter_hourly: 'SELECT sum(events) AS n FROM platform_quarter_hourly',
  actor_daily: 'SELECT sum(events) AS n FROM actor_daily',
} as const

/** Number of rows in `events`, of different messages among them, and in each view; all the same when nothing is lost or doubled. */
export async function totals(store: EventStore): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const queries = {
    events: 'SELECT count() AS n FROM events',
    messages: 'SELECT uniqExact(workspace_id, message_id) AS n FROM events',
    ...VIEW_TOTALS,
  }
  for (const [name, sql] of Object.entries(queries)) found[name] = (await store.rows<{ n: number }>(sql))[0]?.n ?? -1
  return found
}

/** What `totals` should be when `count` messages are stored. */
export function totalsOf(count: number): Record<string, number> {
  return Object.fromEntries(['events', 'messages', ...Object.keys(VIEW_TOTALS)].map((name) => [name, count]))
}

/** Empties every table but that of the migrations. */
export async function emptyTables(store: EventStore): Promise<void> {
  const tables = await store.rows<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'",
  )
  for (const { name } of tables) await store.command(`TRUNCATE TABLE ${name}`)
}
