import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EventStore } from '../app/platform/clickhouse/event-store.ts'

const TABLES = [
  'events',
  'content',
  'content_snapshots',
  'creator_snapshots',
  'content_hourly',
  'content_daily',
  'platform_quarter_hourly',
  'uniques_hourly',
  'content_people',
  'actor_daily',
  'share_edges',
  'customers',
  'quarantine',
]

/** Columns of text are stored as they are, so that files can be searched for identifiers, and replaced files go at once. */
export async function writeReadably(events: EventStore): Promise<void> {
  const columns = await events.rows<{ table: string; name: string }>(
    `SELECT table, name FROM system.columns WHERE database = currentDatabase() AND type = 'String' AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')`,
  )
  for (const { table, name } of columns) await events.command(`ALTER TABLE ${table} MODIFY COLUMN ${name} String CODEC(NONE)`)
  for (const table of TABLES) await events.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 1`)
}

/** Files under the data directory that hold one of the texts. */
export function filesHolding(texts: readonly string[], directory: string): string[] {
  const entries = unlessGone(() => readdirSync(directory, { withFileTypes: true })) ?? []
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return filesHolding(texts, path)
    if (!entry.isFile()) return []
    const bytes = unlessGone(() => readFileSync(path, 'latin1')) ?? ''
    return texts.some((text) => bytes.includes(text)) ? [path] : []
  })
}

/** The engine deletes files while they are looked through. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Everything that is added up, by a plain count of the events and by the tables. */
export async function sumsOf(events: EventStore): Promise<Record<string, unknown>> {
  const one = async (sql: string) => (await events.rows(sql))[0]
  const counted = "toInt64(count()) AS n, round(sum(ifNull(value, 0)), 6) AS v, toInt64(countIf(type = 'like')) AS likes"
  const added = "sum(events) AS n, round(sum(value), 6) AS v, sumIf(events, type = 'like') AS likes"
  const hours = (from: string) => `SELECT count() AS hours, sum(cityHash64(hour, type, content_id, n)) AS hash FROM (${from})`
  return {
    events: await one(`SELECT ${counted} FROM events`),
    content_hourly: await one(`SELECT ${added} FROM content_hourly`),
    quarter_hourly: await one(`SELECT ${added} FROM platform_quarter_hourly`),
    content_daily: await one("SELECT sum(events) AS n, sum(likes) AS likes, sumMap(types)['like'] AS by_type FROM content_daily"),
    hours_of_events: await one(
      hours(
        'SELECT toStartOfHour(occurred_at) AS hour, type, content_id, toInt64(count()) AS n FROM events GROUP BY hour, type, content_id',
      ),
    ),
    hours_of_posts: await one(
      hours('SELECT hour, type, content_id, sum(events) AS n FROM content_hourly GROUP BY hour, type, content_id HAVING n != 0'),
    ),
    people: await one("SELECT uniqCombinedMerge(12)(people) AS sketched FROM uniques_hourly WHERE workspace_id = 'main'"),
    people_of_posts: await one(
      "SELECT count() AS posts, sum(cityHash64(content_id, people)) AS hash FROM (SELECT content_id, uniqUpToMerge(20)(people) AS people FROM content_people WHERE workspace_id = 'main' GROUP BY content_id HAVING people != 0)",
    ),
    people_of_posts_again: await one(
      "SELECT count() AS posts, sum(cityHash64(content_id, people)) AS hash FROM (SELECT content_id, uniqUpTo(20)(nullIf(if(actor_id != '', actor_id, anonymous_id), '')) AS people FROM events WHERE workspace_id = 'main' GROUP BY content_id HAVING people != 0)",
    ),
    people_again: await one(
      "SELECT uniqCombined(12)(nullIf(if(actor_id != '', actor_id, anonymous_id), '')) AS sketched FROM events WHERE workspace_id = 'main'",
    ),
    actor_days: await one('SELECT sum(events) AS n FROM actor_daily'),
  }
}
