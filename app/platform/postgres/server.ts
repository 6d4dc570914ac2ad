import { Pool, type PoolClient } from 'pg'
import type { Logger } from 'pino'
import { parameter, parserOf } from './column-types.ts'
import { metadataError, QueryFailed } from './errors.ts'
import type { Metadata, Queryable, Result } from './metadata.ts'

const VERSION_MIN = 15
const CONNECTIONS = 10
const SESSION = "SET TIME ZONE 'UTC'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'"

/**
 * Opens a PostgreSQL server.
 * @param url `postgres://user:password@host:port/database`
 * @throws Error when it is older than version 15, MetadataUnavailable when it does not answer.
 */
export async function openServer(url: string, logger?: Logger): Promise<Metadata> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'trill',
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf as never },
    onConnect: async (client) => {
      await client.query(SESSION)
    },
  })
  pool.on('error', (error) => logger?.warn({ err: metadataError(error) }, 'An idle connection to PostgreSQL was lost'))
  const metadata: Metadata = {
    kind: 'server',
    query: (sql, values) => run(pool, sql, values),
    transaction: (work) => transact(pool, work),
    version: async () => (await serverVersion(metadata)).name,
    close: () => pool.end(),
  }
  try {
    refuseOld(await serverVersion(metadata))
    return metadata
  } catch (error) {
    await pool.end()
    throw error
  }
}

/** @throws Error naming the version that is needed. */
export function refuseOld({ number, name }: { number: number; name: string }): void {
  if (number >= VERSION_MIN * 10_000) return
  throw new Error(`TRILL_POSTGRES_URL names PostgreSQL ${name}; Trill needs ${VERSION_MIN} or newer`)
}

async function serverVersion(connection: Queryable): Promise<{ number: number; name: string }> {
  const sql = "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name"
  const { rows } = await connection.query<{ number: number; name: string }>(sql)
  return rows[0] ?? { number: 0, name: 'unknown' }
}

async function run<T>(connection: Pool | PoolClient, sql: string, values?: readonly unknown[]): Promise<Result<T>> {
  try {
    const results = await connection.query(sql, values?.map(parameter))
    const result = Array.isArray(results) ? results.at(-1) : results
    return { rows: result.rows, rowCount: result.rowCount ?? 0 }
  } catch (error) {
    throw metadataError(error)
  }
}

async function transact<T>(pool: Pool, work: (connection: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error) => Promise.reject(metadataError(error)))
  let broken: Error | undefined
  try {
    await run(client, 'BEGIN')
    const result = await work({ query: (sql, values) => run(client, sql, values) })
    await commit(client)
    return result
  } catch (error) {
    await run(client, 'ROLLBACK').catch((failure) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** A COMMIT after an error that `work` swallowed rolls back and says so only in its answer. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error) => Promise.reject(metadataError(error)))
  if (command === 'ROLLBACK') throw new QueryFailed('Transaction was rolled back instead of committed', '25P02', '')
}
