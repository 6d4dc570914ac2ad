import type { TurnedAway } from './event-log.ts'

/** Rows of one request as they wait in memory for the store. */
export interface PendingRows {
  readonly sequence: number
  /** When it was journalled, milliseconds since 1970; 0 when a restart read it back. */
  readonly at: number
  readonly workspaceId: string
  readonly messageIds: readonly string[]
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
}: Omit<PendingRows, 'sequence' | 'at' | 'messageIds'>): Buffer[] {
  const head = Buffer.from(`${JSON.stringify({ workspaceId, exact, receivedAt, turnedAway, eventsBytes: events.length } satisfies Head)}\n`)
  return [head, events, quarantine]
}

/** Reads back what `encodeRows` wrote; message ids are the second column of each row. */
export function decodeRows(sequence: number, payload: Buffer): PendingRows {
  const end = payload.indexOf(10)
  const head = JSON.parse(payload.toString('utf8', 0, end)) as Head
  const events = payload.subarray(end + 1, end + 1 + head.eventsBytes)
  const messageIds = splitLines(events).map((line) => unescapeText(secondColumn(line)))
  return {
    sequence,
    at: 0,
    workspaceId: head.workspaceId,
    exact: head.exact,
    receivedAt: head.receivedAt,
    turnedAway: head.turnedAway,
    messageIds,
    events,
    quarantine: payload.subarray(end + 1 + head.eventsBytes),
  }
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
  for (const { events, messageIds } of entries) {
    const first = row
    row += messageIds.length
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
