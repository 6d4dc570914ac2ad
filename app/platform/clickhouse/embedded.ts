import { type ClickHouseClient, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { Session } from 'chdb'
import { type ChdbConnection, createChdbConnection } from 'chdb/connection'
import type { EventStore, QueryLimits, QueryParameters, TextInsert } from './event-store.ts'
import { nativeBlocks } from './native-blocks.ts'
import { asSubquery, refuseUnsafe } from './restricted-sql.ts'
import { commandSettings, EXACT_SETTINGS, INSERT_SETTINGS, READ_SETTINGS, readLimits } from './settings.ts'
import { Turns } from './turns.ts'
import { type NamedRows, readNamedRows } from './wide-integers.ts'

/** Reading connections: a connection runs one query at a time. */
const READERS = 3
/** Connections for long answers, which are held as long as somebody reads. */
const STREAMERS = 2

/** chdb compiles against its own copy of the client’s types; the shapes are the same. */
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

interface Connection {
  readonly client: ClickHouseClient
  readonly chdb: ChdbConnection
}

/**
 * Opens ClickHouse within this process.
 * @param path Directory of its own; a second process on it is refused.
 * @throws Error saying that another process holds the directory.
 */
export async function openEmbedded(path: string): Promise<EventStore> {
  const writers = new Turns([connect(path)])
  const readers = new Turns(Array.from({ length: READERS }, () => connect(path)))
  let streamers: Promise<Turns<Session>> | undefined
  let restricted: Promise<Turns<Connection>> | undefined
  const rows: EventStore['rows'] = (sql, parameters, limits) =>
    readers.use((reader) => select(reader, sql, parameters, { ...READ_SETTINGS, ...readLimits(limits) }))
  return {
    kind: 'embedded',
    rows,
    batches: async function* <T>(sql: string, parameters?: QueryParameters) {
      streamers ??= openStreamers(path)
      yield* (await streamers).each((session) => selectBatches<T>(session, sql, parameters))
    },
    columns: async function* (sql: string, parameters?: QueryParameters) {
      streamers ??= openStreamers(path)
      yield* (await streamers).each((session) => nativeBlocks(selectNative(session, sql, parameters)))
    },
    restricted: async (sql, limits) => {
      restricted ??= connectReadOnly(path).then((connection) => new Turns([connection]))
      return (await restricted).use((connection) => selectRestricted(connection, sql, limits))
    },
    command: (sql, parameters, token) =>
      writers.use(async ({ client }) => {
        await client.command({ query: sql, ...bind(parameters), clickhouse_settings: commandSettings(token) })
      }),
    insertText: (insert) => writers.use((writer) => insertText(writer, insert)),
    version: async () => (await rows<{ version: string }>('SELECT version() AS version'))[0]?.version ?? 'unknown',
    close: async () => {
      const turns = [readers, writers, ...(restricted === undefined ? [] : [await restricted])]
      for (const each of turns) await each.end(({ client }) => client.close())
      await (await streamers)?.end(async (session) => session.close())
    },
  }
}

function connect(path: string): Connection {
  try {
    const chdb = createChdbConnection({ path })
    return { chdb, client: createClient({ connection: chdb as unknown as ClientConnection }) }
  } catch (error) {
    if ((error as { code?: string }).code === 'CHDB_CONNECTION') {
      throw new Error(
        `The event store ${path} could not be opened: another process has it, or this user may not write there. Stop that process, or set TRILL_DATA_DIR to another directory.`,
        { cause: error },
      )
    }
    throw error
  }
}

/** Read-only for good: once `readonly = 1` is set, the engine refuses to unset it. */
async function connectReadOnly(path: string): Promise<Connection> {
  const connection = connect(path)
  const settings = {
    ...EXACT_SETTINGS,
    max_execution_time: 30,
    max_memory_usage: 2_000_000_000,
    max_result_rows: 100_001,
    result_overflow_mode: "'break'",
  }
  for (const [name, value] of Object.entries(settings)) await connection.client.command({ query: `SET ${name} = ${value}` })
  await connection.client.command({ query: 'SET readonly = 1' })
  return connection
}

async function selectRestricted(connection: Connection, sql: string, limits: QueryLimits = {}): Promise<NamedRows> {
  const ast = await connection.chdb.chdb.queryAsync(`EXPLAIN AST ${asSubquery(sql)}`, { format: 'TabSeparated' })
  refuseUnsafe(ast.text())
  const result = await connection.client.query({ query: asSubquery(sql), format: 'JSONCompactEachRowWithNamesAndTypes' })
  const lines = await result.json<unknown[]>()
  return readNamedRows(lines.slice(0, 2 + (limits.maxRows ?? 10_000)))
}

async function select<T>(
  connection: Connection,
  query: string,
  parameters: QueryParameters | undefined,
  settings: ClickHouseSettings,
): Promise<T[]> {
  const result = await connection.client.query({ query, format: 'JSONEachRow', clickhouse_settings: settings, ...bind(parameters) })
  return result.json<T>()
}

async function openStreamers(path: string): Promise<Turns<Session>> {
  const sessions = Array.from({ length: STREAMERS }, () => new Session(path))
  for (const session of sessions)
    for (const [name, value] of Object.entries(READ_SETTINGS)) await session.queryAsync(`SET ${name} = ${value}`)
  return new Turns(sessions)
}

async function* selectBatches<T>(session: Session, sql: string, parameters: QueryParameters = {}): AsyncGenerator<T[]> {
  for await (const chunk of session.queryStreamBind(sql, parameters, { format: 'JSONEachRow' })) yield chunk.rows<T>()
}

async function* selectNative(session: Session, sql: string, parameters: QueryParameters = {}): AsyncGenerator<Uint8Array> {
  for await (const chunk of session.queryStreamBind(sql, parameters, { format: 'Native' })) yield chunk.raw()
}

async function insertText({ chdb }: Connection, { table, columns, body, token }: TextInsert): Promise<void> {
  await chdb.chdb.rawInsert({
    table,
    columns: [...columns],
    values: body,
    format: 'TabSeparated',
    settings: { ...INSERT_SETTINGS, insert_deduplication_token: token },
  })
}

function bind(parameters: QueryParameters | undefined) {
  return parameters === undefined ? {} : { query_params: { ...parameters } as Record<string, unknown> }
}
