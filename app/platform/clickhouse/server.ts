import { Readable } from 'node:stream'
import { type ClickHouseClient, type ClickHouseSettings, createClient } from '@clickhouse/client'
import type { EventStore, QueryLimits, QueryParameters, TextInsert } from './event-store.ts'
import { nativeBlocks } from './native-blocks.ts'
import { asSubquery, refuseUnsafe } from './restricted-sql.ts'
import { commandSettings, EXACT_SETTINGS, INSERT_SETTINGS, READ_SETTINGS, readLimits } from './settings.ts'
import { readNamedRows } from './wide-integers.ts'

/** A user’s query may not change anything; 1 also refuses functions that reach outside the server. */
const RESTRICTED = { readonly: '1' } as const
/** An answer that is read bit by bit may be long, and take as long as its reader. */
const UNLIMITED = { max_result_rows: '0', max_execution_time: 0 } as const

/**
 * Opens a ClickHouse server.
 * @param url `http(s)://user:password@host:port/database`
 */
export async function openServer(url: string): Promise<EventStore> {
  const client = createClient({
    url,
    application: 'trill',
    request_timeout: 120_000,
    max_open_connections: 8,
    clickhouse_settings: { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '30000' },
  })
  return {
    kind: 'server',
    rows: (sql, parameters, limits) => select(client, sql, parameters, { ...READ_SETTINGS, ...readLimits(limits) }),
    batches: (sql, parameters) => selectBatches(client, sql, parameters),
    columns: (sql, parameters) => nativeBlocks(selectNative(client, sql, parameters)),
    restricted: (sql, limits) => selectRestricted(client, sql, limits),
    command: async (sql, parameters, token) => {
      await client.command({ query: sql, ...bind(parameters), clickhouse_settings: { ...commandSettings(token), wait_end_of_query: 1 } })
    },
    insertText: (insert) => insertText(client, insert),
    version: async () => {
      const [row] = await select<{ version: string }>(client, 'SELECT version() AS version', undefined, {})
      return row?.version ?? 'unknown'
    },
    close: () => client.close(),
  }
}

async function select<T>(
  client: ClickHouseClient,
  query: string,
  parameters: QueryParameters | undefined,
  settings: ClickHouseSettings,
): Promise<T[]> {
  const result = await client.query({ query, format: 'JSONEachRow', clickhouse_settings: settings, ...bind(parameters) })
  return result.json<T>()
}

async function* selectBatches<T>(client: ClickHouseClient, query: string, parameters: QueryParameters | undefined): AsyncGenerator<T[]> {
  const result = await client.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { ...READ_SETTINGS, ...UNLIMITED },
    ...bind(parameters),
  })
  for await (const rows of result.stream<T>()) yield rows.map((row) => row.json())
}

async function* selectNative(client: ClickHouseClient, sql: string, parameters: QueryParameters | undefined): AsyncGenerator<Uint8Array> {
  const answer = await client.exec({
    query: `${sql}\nFORMAT Native`,
    clickhouse_settings: { ...READ_SETTINGS, ...UNLIMITED },
    ...bind(parameters),
  })
  yield* answer.stream as AsyncIterable<Uint8Array>
}

async function selectRestricted(client: ClickHouseClient, sql: string, { maxSeconds = 30, maxRows = 10_000 }: QueryLimits = {}) {
  const tree = await client.query({ query: `EXPLAIN AST ${asSubquery(sql)}`, format: 'TabSeparated' })
  refuseUnsafe(await tree.text())
  const settings = {
    ...EXACT_SETTINGS,
    max_execution_time: maxSeconds,
    max_result_rows: String(maxRows + 1),
    result_overflow_mode: 'break' as const,
    ...RESTRICTED,
  }
  const format = 'JSONCompactEachRowWithNamesAndTypes'
  const result = await client.query({ query: asSubquery(sql), format, clickhouse_settings: settings })
  return readNamedRows((await result.json<unknown[]>()).slice(0, 2 + maxRows))
}

async function insertText(client: ClickHouseClient, { table, columns, body, token }: TextInsert): Promise<void> {
  await client.insert({
    table,
    columns: [...columns] as [string, ...string[]],
    values: Readable.from([body], { objectMode: false }),
    format: 'TabSeparated',
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token },
  })
}

function bind(parameters: QueryParameters | undefined) {
  return parameters === undefined ? {} : { query_params: { ...parameters } as Record<string, unknown> }
}
