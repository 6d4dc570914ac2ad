import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { EVENT_COLUMNS } from '@trill/contract/event'
import type { Logger } from 'pino'
import type { EventStore, TextInsert } from '../clickhouse/event-store.ts'
import type { Measurements } from '../observe/measurements.ts'
import { blockBody, type Intent, type PendingRows, splitLines } from './block.ts'
import { LEDGER_COLUMNS, ledgerRows } from './ledger.ts'

export const QUARANTINE_COLUMNS = [
  'workspace_id',
  'id',
  'received_at',
  'endpoint',
  'message_id',
  'reason',
  'field',
  'message',
  'payload',
] as const

/** Longest pause between two tries of a block, in milliseconds. */
const LONGEST_PAUSE = 10_000

interface Inserter {
  /** Names this journal in the tokens, so that two data directories never share one. */
  readonly journalId: string
  /** Where the journal lies. */
  readonly directory: string
  readonly events: EventStore
  readonly measurements: Measurements
  readonly logger: Logger
}

/** Puts a decided block into the store. The same intent again changes nothing. */
export async function insertBlock(inserter: Inserter, entries: readonly PendingRows[], intent: Intent): Promise<void> {
  const stop = inserter.measurements.insertSeconds.startTimer()
  const token = `${inserter.journalId}-${intent.block}`
  const unreadable = await insertRows(inserter, {
    table: 'events',
    columns: EVENT_COLUMNS,
    body: blockBody(entries, intent.dropped),
    token: `events-${token}`,
  })
  const body = Buffer.concat(entries.map(({ quarantine }) => quarantine))
  await insertRows(inserter, { table: 'quarantine', columns: QUARANTINE_COLUMNS, body, token: `quarantine-${token}` })
  await inserter.events.insertText({
    table: 'ingest_ledger',
    columns: LEDGER_COLUMNS,
    body: ledgerRows(entries, intent.dropped, unreadable),
    token: `ledger-${token}`,
  })
  stop()
}

/**
 * Inserts rows; when the engine cannot read one, halves them until that one is alone, and sets it aside in a file,
 * so that one row cannot hold up all that come after it. The halves have tokens of their own: a repeat changes nothing.
 * Answers the rows that were set aside.
 */
async function insertRows(inserter: Inserter, insert: TextInsert): Promise<Buffer[]> {
  if (insert.body.length === 0) return []
  try {
    await inserter.events.insertText(insert)
    return []
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const rows = splitLines(insert.body)
    if (rows.length <= 1) {
      setAside(inserter, insert, error)
      return rows
    }
    const middle = rows.length >> 1
    const first = await insertRows(inserter, { ...insert, body: Buffer.concat(rows.slice(0, middle)), token: `${insert.token}.0` })
    const second = await insertRows(inserter, { ...insert, body: Buffer.concat(rows.slice(middle)), token: `${insert.token}.1` })
    return [...first, ...second]
  }
}

/** ClickHouse’s codes for values that cannot be read: CANNOT_PARSE_…, TYPE_MISMATCH, INCORRECT_DATA, out of range. */
const UNREADABLE = new Set([
  '6',
  '25',
  '26',
  '27',
  '33',
  '38',
  '41',
  '43',
  '53',
  '69',
  '72',
  '117',
  '130',
  '131',
  '321',
  '349',
  '376',
  '407',
])

function isUnreadable(error: unknown): boolean {
  const { code, clickhouseCode } = error as { code?: unknown; clickhouseCode?: unknown }
  return UNREADABLE.has(String(clickhouseCode ?? code))
}

function setAside({ directory, measurements, logger }: Inserter, { table, body }: TextInsert, error: unknown): void {
  const path = join(directory, `unreadable-${table}.tsv`)
  appendFileSync(path, body, { mode: 0o600 })
  measurements.ingestEvents.inc({ result: 'set_aside', reason: 'unreadable' })
  logger.error({ err: error, path }, 'The event store could not read one row; it was set aside')
}

interface Patience {
  /** Ends the repeating; what is being tried is finished first. */
  readonly stopped: AbortSignal
  /** Told what went wrong, and an empty text when it no longer does. */
  readonly trouble: (why: string) => void
  readonly logger: Logger
}

/** Repeats `work` until it succeeds, or answers undefined when it is stopped before. */
export async function untilDone<T>(work: () => Promise<T>, { stopped, trouble, logger }: Patience): Promise<T | undefined> {
  for (let pause = 250; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const result = await work()
      trouble('')
      return result
    } catch (error) {
      trouble(error instanceof Error ? error.message.slice(0, 300) : String(error))
      logger.error({ err: error }, 'The event store could not be filled; the journal keeps the events and the insert is repeated')
      if (stopped.aborted) return undefined
      await setTimeout(pause, undefined, { signal: stopped }).catch(() => undefined)
    }
  }
}
