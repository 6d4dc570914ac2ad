import { isAscii, isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { Provenance } from '@trill/contract/event'
import type { ScrubFinding } from '@trill/core/personal-data/scrub'
import { escapeText, storeTime } from '../../platform/clickhouse/text-rows.ts'
import type { LogEntry, TurnedAway } from '../../platform/log/event-log.ts'
import { messageHash } from '../../platform/log/message-hash.ts'
import type { WasErased } from '../../platform/privacy/erased-people.ts'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'
import { type AcceptedRow, type Facts, isOf, type Rejection, reject, toRow } from './row.ts'
import { fromSegment, type SegmentCall } from './segment.ts'

/** Accepted rows that are remembered for the live page. */
const LATEST_ROWS = 20
/** Longest payload kept in quarantine, in characters. */
const QUARANTINE_PAYLOAD_MAX = 32 * 1024

/** The form a request came in: native, or one of Segment’s calls. */
export type Endpoint = 'events' | 'batch' | SegmentCall

/** One refused event of a request. */
export interface Refusal extends Rejection {
  readonly index: number
  readonly messageId: string
  /** The event as it came, as JSON. */
  readonly payload: string
}

/** What became of a request’s events. */
export interface Judged {
  readonly entry: LogEntry
  /** Number of events accepted. */
  readonly accepted: number
  /** The last few of them: all would outlive the request’s wait for the disk, and burden the memory. */
  readonly latest: readonly AcceptedRow[]
  readonly refused: readonly Refusal[]
  /** Personal data that was found, and what became of it. */
  readonly found: readonly ScrubFinding[]
}

/** The body is not what the address takes; nothing of it can be judged. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
}

/** A line of NDJSON that could not be parsed: refused alone, like any other event. */
export class BrokenLine {
  readonly text: string
  readonly why: string
  constructor(text: string, why: string) {
    this.text = text
    this.why = why
  }
}

interface Source {
  readonly endpoint: Endpoint
  readonly workspaceId: string
  readonly receivedAt: number
  readonly provenance: Provenance
  readonly exact?: boolean
  /** Takes personal data out before anything is kept. */
  readonly scrubber?: Scrubber
  /** Whose events are turned away; undefined when nobody’s are. */
  readonly wasErased?: WasErased | undefined
}

/** Decodes a body strictly. @throws UnreadableBody when it is not UTF-8. */
export function decodeBody(body: Buffer): string {
  // Several times as fast as decoding, and the same for ASCII.
  if (isAscii(body)) return body.toString('latin1')
  if (!isUtf8(body)) throw new UnreadableBody('The body is not valid UTF-8')
  const text = body.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** Parses JSON. @throws UnreadableBody with the parser’s reason. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableBody(error instanceof Error ? error.message.slice(0, 200) : 'not JSON', { cause: error })
  }
}

/** Judges each event alone and makes the rows to be journalled: good ones for `events`, refused ones for `quarantine`. */
export function judge(
  events: readonly unknown[],
  { endpoint, workspaceId, receivedAt, provenance, exact = false, scrubber, wasErased }: Source,
  escaping: boolean,
  batch: Readonly<Record<string, unknown>> = {},
): Judged {
  const latest: AcceptedRow[] = []
  const refused: Refusal[] = []
  const found: ScrubFinding[] = []
  const scrubbing = scrubber && { scrubber, found: (finding: ScrubFinding) => found.push(finding) }
  const facts: Facts = { workspaceId, receivedAt, provenance, escaping, ...(scrubbing && { scrubbing }) }
  const hashes = new Uint32Array(2 * events.length)
  let accepted = 0
  let ofErased = 0
  let text = ''
  for (let index = 0; index < events.length; index += 1) {
    const row = judgeOne(events[index], endpoint, batch, facts)
    if ('reason' in row) {
      refused.push(refusalOf(events[index], row, index, scrubber))
      continue
    }
    if (wasErased !== undefined && isOf(row, wasErased)) {
      ofErased += 1
      continue
    }
    if (index >= events.length - LATEST_ROWS) latest.push(row)
    messageHash(workspaceId, row.messageId, hashes, 2 * accepted)
    accepted += 1
    text += `${row.columns.join('\t')}\n`
  }
  return {
    entry: {
      workspaceId,
      hashes: hashes.slice(0, 2 * accepted),
      events: Buffer.from(text),
      quarantine: quarantineRows(refused, endpoint, facts),
      receivedAt,
      turnedAway: [...turnedAway(refused), ...suppressed(ofErased)],
      exact,
    },
    accepted,
    latest,
    refused,
    found,
  }
}

function suppressed(ofErased: number): TurnedAway[] {
  return ofErased === 0 ? [] : [{ result: 'suppressed', reason: 'erased_person', events: ofErased }]
}

function turnedAway(refused: readonly Refusal[]): TurnedAway[] {
  const counts = new Map<string, number>()
  for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, events]) => ({ result: 'rejected', reason, events }))
}

/** What is kept of a refused event: without personal data as well, wherever it stands. */
function refusalOf(event: unknown, rejection: Rejection, index: number, scrubber: Scrubber | undefined): Refusal {
  const clean = <V>(value: V): V => (scrubber === undefined ? value : scrubber.scrub(value, undefined, () => undefined))
  const kept = event instanceof BrokenLine ? new BrokenLine(clean(event.text), event.why) : clean(event)
  return { ...rejection, message: clean(rejection.message), index, messageId: messageIdOf(event), payload: payloadOf(kept) }
}

function judgeOne(event: unknown, endpoint: Endpoint, batch: Readonly<Record<string, unknown>>, facts: Facts): AcceptedRow | Rejection {
  if (event instanceof BrokenLine) return reject('not_json', '', event.why)
  if (endpoint === 'events') return toRow(event, facts)
  const native = fromSegment(event, endpoint === 'batch' ? undefined : endpoint, batch)
  if ('reason' in native && 'field' in native && !('message_id' in native)) return native as unknown as Rejection
  return toRow(native, facts)
}

function quarantineRows(refused: readonly Refusal[], endpoint: Endpoint, { workspaceId, receivedAt }: Facts): Buffer {
  let text = ''
  for (const { messageId, reason, field, message, payload } of refused) {
    const columns = [workspaceId, randomUUID(), storeTime(receivedAt), endpoint, messageId, reason, field.slice(0, 128), message, payload]
    text += `${columns.map((column) => escapeText(column.toWellFormed())).join('\t')}\n`
  }
  return Buffer.from(text)
}

function messageIdOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return ''
  const { message_id: native, messageId: segment } = event as Record<string, unknown>
  const id = native ?? segment
  return typeof id === 'string' ? id.slice(0, 128) : ''
}

/** JSON nested too deeply to be written again is kept as an empty payload; the reason says so. */
function payloadOf(event: unknown): string {
  if (event instanceof BrokenLine) return event.text.slice(0, QUARANTINE_PAYLOAD_MAX)
  try {
    return (JSON.stringify(event) ?? '').slice(0, QUARANTINE_PAYLOAD_MAX)
  } catch {
    return ''
  }
}
