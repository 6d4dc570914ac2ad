import type { TurnedAway } from './event-log.ts'
import { messageHash } from './message-hash.ts'

/** Rows of one request as they wait in memory for the store. */
export interface PendingRows {
  readonly sequence: number
  /** When it was journalled, milliseconds since 1970; 0 when a restart read it back. */
  readonly at: number
  readonly workspaceId: string
  /** Two lanes a row, as `messageHash` makes them: the ids themselves would fill the memory. */
  readonly hashes: Uint32Array
  readonly exact: boolean
  readonly events: Buffer
  readonly quarantine: Buffer
  readonly receivedAt: number
  readonly turnedAway: readonly TurnedAway[]
}

/** What was decided about a block before it was inserted; replayed as it is after a crash. */
export interface Intent {
  readonly block: number
  /** First and last journal record of the block, inclusive. */
  readonly from: number
  readonly to: number
  /** Rows left out as repeats, counted over all rows of the block in order. */
  readonly dropped: readonly number[]
}

/** What stands before the rows in the journal. */
interface Head extends Pick<PendingRows, 'workspaceId' | 'exact' | 'receivedAt' | 'turnedAway'> {
  readonly eventsBytes: number
}

/** A journal payload for rows: a JSON head, a line feed, the events, and then the quarantine rows. */
export function encodeRows({
  workspaceId,
  exact,
  events,
  quarantine,
  receivedAt,
  turnedAway,
}: Omit<PendingRows, 'sequence' | 'at' | 'hashes'>): Buffer[] {
  const head = Buffer.from(`${JSON.stringify({ workspaceId, exact, receivedAt, turnedAway, eventsBytes: events.length } satisfies Head)}\n`)
  return [head, events, quarantine]
}

/** Reads back what `encodeRows` wrote. */
export function decodeRows(sequence: number, payload: Buffer): PendingRows {
  const end = payload.indexOf(10)
  const head = JSON.parse(payload.toString('utf8', 0, end)) as Head
  const events = payload.subarray(end + 1, end + 1 + head.eventsBytes)
  return {
    sequence,
    at: 0,
    workspaceId: head.workspaceId,
    exact: head.exact,
    receivedAt: head.receivedAt,
    turnedAway: head.turnedAway,
    hashes: hashesOf(head.workspaceId, messageIdsOf(events)),
    events,
    quarantine: payload.subarray(end + 1 + head.eventsBytes),
  }
}

/** The message ids of rows: the second column of each. */
export function messageIdsOf(rows: Buffer): string[] {
  return splitLines(rows).map((line) => unescapeText(secondColumn(line)))
}

/** The number of rows. */
export function rowsIn({ hashes }: Pick<PendingRows, 'hashes'>): number {
  return hashes.length / 2
}

/** The hashes of message ids, two lanes each. */
export function hashesOf(workspaceId: string, messageIds: readonly string[]): Uint32Array {
  const hashes = new Uint32Array(2 * messageIds.length)
  for (const [i, id] of messageIds.entries()) messageHash(workspaceId, id, hashes, 2 * i)
  return hashes
}

export function encodeIntent(intent: Intent): Buffer[] {
  return [Buffer.from(JSON.stringify(intent))]
}

export function decodeIntent(payload: Buffer): Intent {
  return JSON.parse(payload.toString('utf8')) as Intent
}

/** The block’s rows without those that were dropped. */
export function blockBody(entries: readonly PendingRows[], dropped: readonly number[]): Buffer {
  if (dropped.length === 0) return Buffer.concat(entries.map(({ events }) => events))
  const left = new Set(dropped)
  const parts: Buffer[] = []
  let row = 0
  for (const entry of entries) {
    const { events } = entry
    const first = row
    row += rowsIn(entry)
    if (!anyWithin(left, first, row)) parts.push(events)
    else for (const [index, line] of splitLines(events).entries()) if (!left.has(first + index)) parts.push(line)
  }
  return Buffer.concat(parts)
}

function anyWithin(set: ReadonlySet<number>, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (set.has(i)) return true
  return false
}

/** Lines with their line feeds; TabSeparated escapes the line feeds within values. */
export function splitLines(rows: Buffer): Buffer[] {
  const found: Buffer[] = []
  let start = 0
  for (let end = rows.indexOf(10); end >= 0; end = rows.indexOf(10, start)) {
    found.push(rows.subarray(start, end + 1))
    start = end + 1
  }
  return found
}

function secondColumn(line: Buffer): string {
  const start = line.indexOf(9) + 1
  return line.toString('utf8', start, line.indexOf(9, start))
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0', '\\': '\\' }

function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter) : text
}
