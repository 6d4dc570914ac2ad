import { readFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Logger } from 'pino'
import type { EventStore } from '../clickhouse/event-store.ts'
import { messageHash } from './message-hash.ts'
import { SeenFilter } from './seen-filter.ts'

/** A repeated message_id within this time is counted once; milliseconds. */
export const REPEAT_WINDOW = 7 * 24 * 3600 * 1000
/** Requests may reach the journal out of the order they were received in, and clocks are corrected by a little; milliseconds. */
const OVERLAP = 15 * 60 * 1000
/** Events read at a time, and the longest time they may span, in milliseconds. */
const SLICE_EVENTS = 500_000
const SLICE = 12 * 3600 * 1000

const RECEIVED_BETWEEN = `
SELECT workspace_id, message_id
FROM events
WHERE received_at >= fromUnixTimestamp64Milli({from:Int64}) AND received_at < fromUnixTimestamp64Milli({to:Int64})`

const COUNT_BY_SECOND = `
SELECT toUnixTimestamp(received_at) * 1000 AS start, count() AS count
FROM events
WHERE received_at >= fromUnixTimestamp64Milli({from:Int64})
GROUP BY start
ORDER BY start`

/** The file: CRC-32 of the time, the time up to which the filter is complete, the filter. */
const HEAD_BYTES = 12

/**
 * Writes the filter beside the journal, as it is at this moment; replaced whole, so that a crash leaves the old one or the
 * new one.
 */
export async function keepFilter(directory: string, filter: SeenFilter, completeUntil: number): Promise<void> {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeDoubleLE(completeUntil, 4)
  head.writeUInt32LE(crc32(head.subarray(4)), 0)
  const parts = [head, ...filter.serialise()]
  const temporary = join(directory, 'seen.new')
  const file = await open(temporary, 'w', 0o600)
  try {
    for (const part of parts) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(directory, 'seen'))
}

/** True when the clock was set back by more than is made up for anyway. */
export function wasSetBack(before: number, now: number): boolean {
  return now < before - OVERLAP
}

/** Removes the kept filter: the next start reads everything of the window. */
export async function forgetFilter(directory: string): Promise<void> {
  await rm(join(directory, 'seen'), { force: true })
}

/**
 * Reads the kept filter and adds what was stored since; without a usable file, everything of the window, and whatever a
 * clock that was ahead has dated later than now. A file of such a clock says nothing about what was stored since: it is
 * replaced before anything more is.
 */
export async function loadFilter(directory: string, events: EventStore, now: number, logger: Logger): Promise<SeenFilter> {
  let filter = new SeenFilter(REPEAT_WINDOW)
  let completeUntil = Number.NEGATIVE_INFINITY
  try {
    const bytes = readFileSync(join(directory, 'seen'))
    if (bytes.length < HEAD_BYTES || crc32(bytes.subarray(4, HEAD_BYTES)) !== bytes.readUInt32LE(0))
      throw new Error('The filter is damaged')
    filter = SeenFilter.deserialise(bytes.subarray(HEAD_BYTES), REPEAT_WINDOW)
    completeUntil = bytes.readDoubleLE(4)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn({ err: error }, 'The filter of seen messages is rebuilt from the event store')
  }
  const isOfLaterClock = wasSetBack(completeUntil, now)
  await addStored(filter, events, Math.max(now - REPEAT_WINDOW, isOfLaterClock ? 0 : completeUntil - OVERLAP), now)
  if (isOfLaterClock) await keepFilter(directory, filter, now)
  return filter
}

async function addStored(filter: SeenFilter, events: EventStore, from: number, now: number): Promise<void> {
  const hash = new Uint32Array(2)
  for (const { start, end } of await slices(events, from)) {
    const rows = await events.rows<{ workspace_id: string; message_id: string }>(
      RECEIVED_BETWEEN,
      { from: start, to: end },
      { maxRows: 0, maxSeconds: 600 },
    )
    for (const row of rows) {
      messageHash(row.workspace_id, row.message_id, hash, 0)
      filter.addAndTest(hash[0] as number, hash[1] as number, Math.min(end, now))
    }
  }
}

/** Slices of time that together hold all events, each with so few of them that they fit into memory as text. */
async function slices(events: EventStore, from: number): Promise<{ start: number; end: number }[]> {
  const seconds = await events.rows<{ start: number; count: number }>(COUNT_BY_SECOND, { from }, { maxRows: 0, maxSeconds: 600 })
  const found: { start: number; end: number }[] = []
  let held = Number.POSITIVE_INFINITY
  for (const { start, count } of seconds) {
    const last = found.at(-1)
    if (last === undefined || held + count > SLICE_EVENTS || start - last.start >= SLICE) found.push({ start, end: start + 1000 })
    else last.end = start + 1000
    held = found.at(-1) === last ? held + count : count
  }
  return found
}
