import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Metadata, Queryable } from './metadata.ts'

/** The numbered files that make the present tables. */
export const MIGRATIONS = new URL('migrations/', import.meta.url)
/** Any number, as long as it is always the same: the advisory lock of whoever migrates. */
const LOCK = 7_411_820_260
const TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`

/**
 * Brings the tables to the present form: each numbered file once, in a transaction of its own.
 * Processes that start at the same time wait for each other.
 * @throws Error naming the file when an applied one was changed, or when the store is newer than this program.
 */
export async function migrateMetadata(metadata: Metadata, directory: URL = MIGRATIONS): Promise<void> {
  const files = readdirSync(directory)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
  await metadata.transaction(async (connection) => {
    await waitForTurn(connection)
    await connection.query(TABLE)
    const { rows } = await connection.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')
    const unknown = rows.find(({ name }) => !files.includes(name))
    if (unknown === undefined) return
    throw new Error(
      `The metadata store was written by a newer Trill (migration ${unknown.name}); update Trill, or restore the store of this version`,
    )
  })
  for (const name of files) {
    const sql = readFileSync(new URL(name, directory), 'utf8')
    await metadata.transaction((connection) => applyOnce(connection, name, sql))
  }
}

async function applyOnce(connection: Queryable, name: string, sql: string): Promise<void> {
  await waitForTurn(connection)
  const checksum = createHash('sha256').update(sql).digest('hex')
  const { rows } = await connection.query<{ checksum: string }>('SELECT checksum FROM schema_migrations WHERE name = $1', [name])
  if (rows[0]?.checksum === checksum) return
  if (rows[0] !== undefined) {
    throw new Error(`Migration ${name} was changed after it had been applied; restore the file and add a new migration instead`)
  }
  await connection.query(sql)
  await connection.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
}

/** Held until the transaction ends. */
async function waitForTurn(connection: Queryable): Promise<void> {
  await connection.query('SET LOCAL statement_timeout = 0')
  await connection.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
}
