import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { PGlite, type Results } from '@electric-sql/pglite'
import type { Logger } from 'pino'
import { asText, parameter, parserOf } from './column-types.ts'
import { freeBytesIn, requireSpace } from './disk-space.ts'
import { metadataError } from './errors.ts'
import type { Metadata, Queryable, Result } from './metadata.ts'
import { SyncedFiles } from './synced-files.ts'
import { createTurns } from './turns.ts'

/** How a new database is made: small journal segments start faster and take a third less room. */
export const INITDB_PARAMETERS = ['--wal-segsize=1', '--no-sync']
/**
 * PGlite’s own, without `-F`, which turns fsync off. Its buffers repeat pages that the system has in memory anyway:
 * the default of 128 MB would stand in this process for nothing.
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['wal_sync_method=fsync', 'min_wal_size=4MB', 'max_wal_size=32MB', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
]
const MAINTENANCE_MILLISECONDS = 3_600_000
/** Longest wait for the connection while others have it. */
const PATIENCE_MILLISECONDS = 10_000

interface Options {
  readonly logger?: Logger | undefined
  readonly patienceMilliseconds?: number
  /** Bytes that can still be written to the directory’s disk. */
  readonly freeBytes?: () => number
  /** Forces a file to the disk. */
  readonly sync?: (descriptor: number) => void
}

/** What PGlite and its transactions have in common. */
type Connection = Pick<PGlite, 'query' | 'exec'>
type Converters = Record<string, (value: string) => string>

/**
 * Opens PostgreSQL within this process. It is one connection: statements and transactions run one after the other, in the order asked for.
 * PGlite does not lock the directory; whoever opens it must hold the lock of the data directory.
 */
export async function openEmbedded(directory: string, options: Options = {}): Promise<Metadata> {
  const { logger, patienceMilliseconds = PATIENCE_MILLISECONDS, freeBytes = () => freeBytesIn(directory) } = options
  const lite = await openOrCreate(directory, freeBytes, options.sync)
  const inTurn = createTurns(patienceMilliseconds)
  const converters = { parsers: untouched(lite.parsers), serializers: untouched(lite.serializers) }
  const maintenance = setInterval(() => maintain(lite, freeBytes, logger), MAINTENANCE_MILLISECONDS).unref()
  const on = (connection: Connection): Queryable => ({ query: (sql, values) => run(connection, converters, sql, values) })
  return {
    kind: 'embedded',
    query: (sql, values) =>
      inTurn(async () => {
        requireSpace(freeBytes(), sql)
        return on(lite).query(sql, values)
      }),
    transaction: (work) =>
      inTurn(async () => {
        requireSpace(freeBytes(), 'BEGIN')
        return lite.transaction((connection) => work(on(connection)))
      }).catch((error) => Promise.reject(metadataError(error))),
    version: async () => {
      const { rows } = await on(lite).query<{ server_version: string }>('SHOW server_version')
      return rows[0]?.server_version ?? 'unknown'
    },
    close: async () => {
      clearInterval(maintenance)
      if (!lite.closed) await lite.close()
    },
  }
}

/** A creation that was interrupted leaves its mark behind and is begun again: nothing was stored yet. */
async function openOrCreate(directory: string, freeBytes: () => number, sync: Options['sync']): Promise<PGlite> {
  const mark = `${directory}.creating`
  if (existsSync(mark)) rmSync(directory, { recursive: true, force: true })
  const isNew = !existsSync(directory)
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 })
  if (isNew) writeFileSync(mark, '', { mode: 0o600 })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  try {
    requireSpace(freeBytes(), 'OPEN')
    const options = { fs: new SyncedFiles(directory, sync), startParams: START_PARAMETERS, initDbStartParams: INITDB_PARAMETERS }
    const lite = await PGlite.create(options)
    if (isNew) rmSync(mark)
    return lite
  } catch (error) {
    throw new Error(`The embedded PostgreSQL in ${directory} could not be opened: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

/** PGlite’s own reading and writing of types is switched off, so that results equal those of a server. */
function untouched(own: object): Converters {
  return Object.fromEntries(Object.keys(own).map((typeId) => [typeId, asText]))
}

async function run<T>(
  connection: Connection,
  { parsers, serializers }: { parsers: Converters; serializers: Converters },
  sql: string,
  values?: readonly unknown[],
): Promise<Result<T>> {
  try {
    const options = { rowMode: 'array', parsers } as const
    const result =
      values === undefined
        ? (await connection.exec(sql, options)).at(-1)
        : await connection.query(sql, values.map(parameter), { ...options, serializers })
    return result === undefined ? { rows: [], rowCount: 0 } : readable<T>(result as Results<(string | null)[]>)
  } catch (error) {
    throw metadataError(error)
  }
}

function readable<T>({ fields, rows, rowCount }: Results<(string | null)[]> & { rowCount?: number }): Result<T> {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }))
  const read = (row: (string | null)[]) =>
    Object.fromEntries(columns.map(({ name, parse }, index) => [name, row[index] == null ? null : parse(row[index])]))
  return { rows: rows.map(read) as T[], rowCount: rowCount ?? 0 }
}

/** Within a process nothing else removes old row versions or ends the journal, which would grow for ever. */
async function maintain(lite: PGlite, freeBytes: () => number, logger?: Logger): Promise<void> {
  try {
    requireSpace(freeBytes(), 'VACUUM')
    await lite.exec('VACUUM')
    await lite.exec('CHECKPOINT')
  } catch (error) {
    if (!lite.closed) logger?.warn({ err: metadataError(error) }, 'The metadata store could not be tidied up')
  }
}
