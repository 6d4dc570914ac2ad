import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { EventStore } from '../clickhouse/event-store.ts'
import type { Config } from '../config.ts'
import type { Measurements } from '../observe/measurements.ts'
import { decodeIntent, decodeRows, encodeIntent, encodeRows, type Intent, type PendingRows, rowsIn } from './block.ts'
import { type EventLog, type LogEntry, Overloaded } from './event-log.ts'
import { insertBlock, untilDone } from './inserter.ts'
import { Journal, type JournalRecord, RECORD } from './journal.ts'
import { findRepeats, rememberIds } from './repeats.ts'
import type { SeenFilter } from './seen-filter.ts'
import { forgetFilter, keepFilter, loadFilter, wasSetBack } from './seen-filter-file.ts'

/** Rows and bytes that go into the store in one block. */
const BLOCK_ROWS = 100_000
const BLOCK_BYTES = 32 * 1024 * 1024
/** A block costs much the same however few rows it has: fewer than half of a full one wait this long after the last one. */
const BLOCK_PAUSE_MILLISECONDS = 1000
/** Above this share of the backlog, acknowledgements wait for the store, so that clients slow down by themselves. */
const SLOW_DOWN_SHARE = 0.5
/** The filter is written to disk after so many stored events. */
const KEEP_FILTER_EVERY = 2_000_000

interface Options {
  readonly config: Config
  readonly events: EventStore
  readonly measurements: Measurements
  readonly logger: Logger
  readonly now: () => number
}

/** Opens the journal, finishes what a crash interrupted, and starts filling the event store. */
export async function openEventLog(options: Options): Promise<EventLog> {
  const directory = join(options.config.dataDir, 'journal')
  const { journal, records, damagedBytes } = Journal.open(directory)
  if (damagedBytes > 0)
    options.logger.error({ damagedBytes }, 'The disk lost a part of the journal; the events in that part may be missing')
  const filter = await loadFilter(directory, options.events, options.now(), options.logger)
  const log = new JournalledLog(options, journal, filter, directory, journalIdentity(directory))
  log.recover(records)
  return log
}

function journalIdentity(directory: string): string {
  const path = join(directory, 'id')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    const id = randomUUID()
    writeFileSync(path, id, { mode: 0o600 })
    return id
  }
}

class JournalledLog implements EventLog {
  readonly #options: Options
  readonly #journal: Journal
  readonly #filter: SeenFilter
  readonly #directory: string
  readonly #journalId: string
  #pending: PendingRows[] = []
  #pendingEvents = 0
  #pendingBytes = 0
  #reservedBytes = 0
  #block = 0
  /** The last block that is in the store. */
  #finished: Intent | undefined
  #trouble = ''
  readonly #closing = new AbortController()
  /** A block whose fate the last run had decided but not noted as done. */
  #unfinished: Intent | undefined
  #filling: Promise<void> | undefined
  #appended = 0
  #stored = 0
  #sinceKept = 0
  #keeping: Promise<void> | undefined
  #waiters: { upTo: number; resolve: () => void }[] = []
  #blockAt = Number.NEGATIVE_INFINITY
  /** The latest time the clock has shown since it was last set back. */
  #clock: number
  #hurry = () => {}

  constructor(options: Options, journal: Journal, filter: SeenFilter, directory: string, journalId: string) {
    this.#options = options
    this.#clock = options.now()
    this.#journal = journal
    this.#filter = filter
    this.#directory = directory
    this.#journalId = journalId
  }

  async append({ exact = false, ...entry }: LogEntry): Promise<void> {
    if (this.#closing.signal.aborted) throw new Overloaded('The server is stopping')
    const size = entry.events.length + entry.quarantine.length
    const limit = this.#options.config.backlogMegabytes * 1024 * 1024
    const taken = this.#pendingBytes + this.#reservedBytes
    if (taken > 0 && taken + size > limit) throw new Overloaded('The backlog of events that wait for the event store is full')
    this.#reservedBytes += size
    try {
      const sequence = await this.#journal.append(RECORD.rows, encodeRows({ ...entry, exact }))
      this.#add({ ...entry, sequence, at: this.#options.now(), exact })
    } finally {
      this.#reservedBytes -= size
    }
    if (this.#pendingBytes > limit * SLOW_DOWN_SHARE) await this.settle(1000)
  }

  async settle(maxMilliseconds: number): Promise<boolean> {
    const upTo = this.#appended
    if (this.#stored >= upTo) return true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), maxMilliseconds)
    })
    const done = new Promise<true>((resolve) => this.#waiters.push({ upTo, resolve: () => resolve(true) }))
    this.#hurry()
    const settled = await Promise.race([done, late])
    clearTimeout(timer)
    return settled
  }

  state() {
    return { pendingEvents: this.#pendingEvents, pendingBytes: this.#pendingBytes, trouble: this.#trouble }
  }

  async purge(maxMilliseconds: number): Promise<void> {
    if (!(await this.settle(maxMilliseconds))) throw new Error(`The event store lags behind: ${this.#trouble || 'it is busy'}`)
    if (this.#finished === undefined) return
    this.#journal.turn()
    // The next start counts its blocks on from this note: a number used twice would be taken for a repeat.
    const note = await this.#journal.append(RECORD.done, encodeIntent(this.#finished))
    if (!(await this.settle(maxMilliseconds))) throw new Error(`The event store lags behind: ${this.#trouble || 'it is busy'}`)
    this.#journal.forget(note)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#hurry()
    await this.#filling
    await this.#journal.close()
    await this.#keeping
    await this.#keepFilter()
  }

  /** Takes up what the journal holds beyond the last finished block. */
  recover(records: readonly JournalRecord[]): void {
    let finished: Intent | undefined
    let decided: Intent | undefined
    for (const { kind, payload } of records) {
      if (kind === RECORD.intent) decided = decodeIntent(payload)
      if (kind === RECORD.done) finished = decodeIntent(payload)
      this.#block = Math.max(this.#block, decided?.block ?? 0, finished?.block ?? 0)
    }
    // A block's rows are deleted once it is stored; its note may be lost in the crash that came just then.
    const deleted = decided !== undefined && !records.some(({ kind, sequence }) => kind === RECORD.rows && sequence === decided?.from)
    if (deleted && (decided?.block ?? 0) > (finished?.block ?? 0)) finished = decided
    this.#finished = finished
    const left = records.filter(({ kind, sequence }) => kind === RECORD.rows && sequence > (finished?.to ?? 0))
    const entries = left.map(({ sequence, payload }) => decodeRows(sequence, payload))
    if (entries.length > 0) this.#options.logger.info({ records: entries.length }, 'Finishing what the last run had acknowledged')
    for (const entry of entries) this.#add(entry, false)
    if (decided !== undefined && decided.block > (finished?.block ?? 0)) {
      this.#unfinished = decided
      rememberIds(this.#entriesOf(decided), this.#filter, this.#options.now())
    }
    this.#fill()
  }

  #add(entry: PendingRows, fill = true): void {
    this.#pending.push(entry)
    this.#pendingEvents += rowsIn(entry)
    this.#pendingBytes += entry.events.length + entry.quarantine.length
    this.#appended = entry.sequence
    this.#options.measurements.backlogEvents.set(this.#pendingEvents)
    if (this.#isWorthABlock()) this.#hurry()
    if (fill) this.#fill()
  }

  #fill(): void {
    this.#filling ??= this.#run().finally(() => {
      this.#filling = undefined
      if (this.#pending.length > 0 && !this.#closing.signal.aborted) this.#fill()
    })
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    if (this.#unfinished !== undefined && !(await this.#finishBlock(this.#unfinished))) return
    this.#unfinished = undefined
    while (this.#pending.length > 0) {
      await this.#gather()
      await this.#heedClock()
      const entries = this.#nextBlock()
      const dropped = await this.#insist(() => findRepeats(entries, this.#filter, this.#options.events, this.#options.now()))
      if (dropped === undefined) return
      const intent = {
        block: this.#block + 1,
        from: (entries[0] as PendingRows).sequence,
        to: (entries.at(-1) as PendingRows).sequence,
        dropped,
      }
      const recorded = await this.#insist(() => this.#journal.append(RECORD.intent, encodeIntent(intent)))
      if (recorded === undefined || !(await this.#finishBlock(intent))) return
    }
  }

  /** Waits until a block is worth its cost, or somebody waits for it. */
  async #gather(): Promise<void> {
    const pause = this.#blockAt + BLOCK_PAUSE_MILLISECONDS - performance.now()
    if (pause > 0 && !this.#isWorthABlock() && this.#waiters.length === 0 && !this.#closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause)
        this.#hurry = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#blockAt = performance.now()
  }

  /** What is stored under a clock that was set back is dated before the kept filter’s end, where a start would not look for it. */
  async #heedClock(): Promise<void> {
    const now = this.#options.now()
    const isBack = wasSetBack(this.#clock, now)
    this.#clock = isBack ? now : Math.max(this.#clock, now)
    if (!isBack) return
    await this.#keeping
    const forgotten = await this.#insist(() => forgetFilter(this.#directory).then(() => true))
    if (forgotten) this.#sinceKept = KEEP_FILTER_EVERY
  }

  #isWorthABlock(): boolean {
    return this.#pendingEvents >= BLOCK_ROWS / 2 || this.#pendingBytes >= BLOCK_BYTES / 2
  }

  async #finishBlock(intent: Intent): Promise<boolean> {
    this.#block = intent.block
    const entries = this.#entriesOf(intent)
    const done = await this.#insist(async () => {
      await insertBlock({ ...this.#options, journalId: this.#journalId, directory: this.#directory }, entries, intent)
      return true
    })
    if (done === undefined) return false
    this.#journal
      .append(RECORD.done, encodeIntent(intent), false)
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error }, 'A finished block could not be noted; it will be repeated without effect'),
      )
    this.#forget(entries, intent)
    return true
  }

  #entriesOf({ from, to }: Intent): PendingRows[] {
    return this.#pending.filter(({ sequence }) => sequence >= from && sequence <= to)
  }

  #forget(entries: readonly PendingRows[], intent: Intent): void {
    const rows = entries.reduce((sum, entry) => sum + rowsIn(entry), 0)
    this.#pending = this.#pending.filter(({ sequence }) => sequence > intent.to)
    this.#pendingEvents -= rows
    this.#pendingBytes -= entries.reduce((sum, { events, quarantine }) => sum + events.length + quarantine.length, 0)
    this.#stored = intent.to
    this.#finished = intent
    this.#journal.forget(intent.to + 1)
    const { ingestEvents, backlogEvents } = this.#options.measurements
    ingestEvents.inc({ result: 'stored', reason: '' }, rows - intent.dropped.length)
    if (intent.dropped.length > 0) ingestEvents.inc({ result: 'duplicate', reason: 'message_id' }, intent.dropped.length)
    backlogEvents.set(this.#pendingEvents)
    const ready = this.#waiters.filter(({ upTo }) => upTo <= intent.to)
    this.#waiters = this.#waiters.filter(({ upTo }) => upTo > intent.to)
    for (const { resolve } of ready) resolve()
    this.#keepFilterNowAndThen(rows)
  }

  #keepFilterNowAndThen(rows: number): void {
    this.#sinceKept += rows
    if (this.#sinceKept < KEEP_FILTER_EVERY) return
    this.#sinceKept = 0
    this.#keeping ??= this.#keepFilter().finally(() => {
      this.#keeping = undefined
    })
  }

  /** Stamped with the oldest row it may lack, so that a start knows from when on to add what was stored. */
  async #keepFilter(): Promise<void> {
    try {
      const complete = this.#pending.reduce((oldest, { at }) => Math.min(oldest, at), this.#options.now())
      await keepFilter(this.#directory, this.#filter, complete)
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'The filter of seen messages could not be written; the next start takes longer')
    }
  }

  #nextBlock(): PendingRows[] {
    const entries: PendingRows[] = []
    let rows = 0
    let bytes = 0
    for (const entry of this.#pending) {
      rows += rowsIn(entry)
      bytes += entry.events.length + entry.quarantine.length
      if (entries.length > 0 && (rows > BLOCK_ROWS || bytes > BLOCK_BYTES)) break
      entries.push(entry)
    }
    return entries
  }

  #insist<T>(work: () => Promise<T>): Promise<T | undefined> {
    return untilDone(work, {
      stopped: this.#closing.signal,
      trouble: (why) => {
        this.#trouble = why
      },
      logger: this.#options.logger,
    })
  }
}
