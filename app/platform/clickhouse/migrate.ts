import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { EventStore } from './event-store.ts'

export const MIGRATIONS = new URL('../../warehouse/migrations/', import.meta.url)

/**
 * Brings the tables to the present form. Each numbered file is applied once and recorded with its checksum;
 * every statement may be run again, so that a crash between two of them does no harm.
 * @throws Error naming the file when an applied one was changed, or when the store is newer than this program.
 */
export async function migrateEventStore(events: EventStore): Promise<void> {
  await events.command(`CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, applied_at DateTime DEFAULT now())
    ENGINE = MergeTree ORDER BY name`)
  const applied = new Map(
    (await events.rows<{ name: string; checksum: string }>('SELECT name, checksum FROM schema_migrations')).map((row) => [
      row.name,
      row.checksum,
    ]),
  )
  const files = readdirSync(MIGRATIONS)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
  const unknown = [...applied.keys()].find((name) => !files.includes(name))
  if (unknown !== undefined)
    throw new Error(
      `The event store was written by a newer Trill (migration ${unknown}); update Trill, or restore the data directory of this version`,
    )
  for (const name of files) await applyOnce(events, name, applied.get(name))
  if (events.kind === 'embedded' && applied.size < files.length) await reloadViews(events)
}

/**
 * Until it is loaded again, a view whose query was modified names its blocks otherwise than after a restart: a block that is repeated
 * by the next run would count twice. A server keeps its views: between the two statements another process would insert past them.
 */
async function reloadViews(events: EventStore): Promise<void> {
  const views = await events.rows<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'",
  )
  for (const { name } of views) {
    await events.command(`DETACH TABLE ${name}`)
    await events.command(`ATTACH TABLE ${name}`)
  }
}

async function applyOnce(events: EventStore, name: string, recorded: string | undefined): Promise<void> {
  const sql = readFileSync(new URL(name, MIGRATIONS), 'utf8')
  const checksum = createHash('sha256').update(sql).digest('hex')
  if (recorded === checksum) return
  if (recorded !== undefined)
    throw new Error(`Migration ${name} was changed after it had been applied; restore the file and add a new migration instead`)
  for (const statement of statements(sql)) await events.command(statement)
  await events.command('INSERT INTO schema_migrations (name, checksum) VALUES ({name:String}, {checksum:String})', { name, checksum })
}

/** Splits a migration at the semicolons that end a line. */
export function statements(sql: string): string[] {
  return sql
    .split(/;[ \t]*\r?\n/)
    .map((part) => part.replace(/;\s*$/, '').trim())
    .filter((part) => part.replace(/--.*$/gm, '').trim() !== '')
}
