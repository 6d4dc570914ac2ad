import { isAscii, isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { Provenance } from '@trill/contract/event'
import { DEFAULT_RETENTION } from '@trill/contract/retention'
import { escapeText, expiryOf, storeTime } from '../../platform/clickhouse/text-rows.ts'
import type { LogEntry, TurnedAway } from '../../platform/log/event-log.ts'
import { messageHash } from '../../platform/log/message-hash.ts'
import type { WasErased } from '../../platform/privacy/erased-people.ts'
import { isMinorsName, type People } from '../../platform/privacy/people.ts'
import type { PersonTraits } from '../../platform/privacy/person-attributes.ts'
import { type Suppressed, screened, withoutBirth } from './consent.ts'
import { type Found, plannedProperties } from './personal-data.ts'
import type { Protection } from './protection.ts'
import { keepingPseudonyms, pseudonymousPayload, pseudonymousText, putPseudonyms } from './pseudonyms.ts'
import { type AcceptedRow, type Facts, isOf, type Rejection, reject, toRow } from './row.ts'
import { fromSegment, type SegmentCall } from './segment.ts'
import { describesPerson, mayDescribePerson, takeTraits, tooManyTraits, withoutTraits } from './traits.ts'

/** Accepted rows that are remembered for the live page. */
const LATEST_ROWS = 20
/** Longest payload kept in quarantine, in characters. */
const QUARANTINE_PAYLOAD_MAX = 32 * 1024

type Json = Readonly<Record<string, unknown>>

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
  /** Number of events that were counted and not stored, because their people may not be. */
  readonly suppressed: number
  /** Personal data that was found, and what became of it. */
  readonly found: readonly Found[]
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
  /** The events are what was kept of refused ones. */
  readonly isReplay?: boolean
  /** What is taken out before anything is kept, and who may be stored; nothing and everybody when missing. */
  readonly protection?: Protection
}

/** What decides about the events of one request. */
interface Guard {
  readonly endpoint: Endpoint
  /** What the batch says for all its events. */
  readonly batch: Json
  readonly facts: Facts
  /** The same for events of minors, which are kept for a shorter time. */
  readonly factsOfMinors: Facts
  /** Whom the workspace knows: says who may be stored. */
  readonly people: People | undefined
  /** Nothing is recorded or chosen: nobody has to be asked about. */
  readonly isOpen: boolean
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
  { endpoint, workspaceId, receivedAt, provenance, exact = false, isReplay = false, protection }: Source,
  escaping: boolean,
  batch: Json = {},
): Judged {
  const latest: AcceptedRow[] = []
  const refused: Refusal[] = []
  const found: Found[] = []
  const traits: PersonTraits[] = []
  const given = protection?.pseudonyms
  const pseudonyms = given && isReplay ? keepingPseudonyms(given) : given
  const scrubbing = protection && { ...protection, ...(pseudonyms && { pseudonyms }), found: (finding: Found) => found.push(finding) }
  const days = protection?.days ?? DEFAULT_RETENTION
  const expiresAt = expiryOf(receivedAt, days.events)
  const facts: Facts = { workspaceId, receivedAt, provenance, expiresAt, escaping, ...(scrubbing && { scrubbing }) }
  const factsOfMinors = { ...facts, expiresAt: expiryOf(receivedAt, days.events_of_minors) }
  const people = protection?.people
  const guard: Guard = { endpoint, batch, facts, factsOfMinors, people, isOpen: people?.isOpen ?? true }
  const suppressed = new Map<string, number>()
  const hashes = new Uint32Array(2 * events.length)
  let accepted = 0
  let text = ''
  for (let index = 0; index < events.length; index += 1) {
    const row = withoutErased(judgeOne(events[index], guard), protection?.wasErased)
    if (!('columns' in row)) {
      if ('suppressed' in row) suppressed.set(row.suppressed, (suppressed.get(row.suppressed) ?? 0) + 1)
      else refused.push(refusalOf(events[index], row, index, guard))
      continue
    }
    if (pseudonyms !== undefined) putPseudonyms(row, pseudonyms)
    if (describesPerson(row)) {
      const said = takeTraits(row, facts)
      if (said !== undefined) traits.push(said)
    }
    if (index >= events.length - LATEST_ROWS) latest.push(row)
    messageHash(workspaceId, row.messageId, hashes, 2 * accepted)
    accepted += 1
    text += `${row.columns.join('\t')}\n`
  }
  pseudonyms?.keepLinks()
  return {
    entry: {
      workspaceId,
      hashes: hashes.slice(0, 2 * accepted),
      events: Buffer.from(text),
      quarantine: quarantineRows(refused, endpoint, facts),
      receivedAt,
      turnedAway: turnedAway(refused, suppressed),
      exact,
      ...(traits.length > 0 && { traits }),
    },
    accepted,
    latest,
    refused,
    suppressed: [...suppressed.values()].reduce((sum, events) => sum + events, 0),
    found,
  }
}

/** Events of somebody who was erased lately are not taken in again. */
function withoutErased(row: AcceptedRow | Rejection | Suppressed, wasErased: WasErased | undefined) {
  return wasErased !== undefined && 'columns' in row && isOf(row, wasErased) ? ({ suppressed: 'erased_person' } as const) : row
}

function turnedAway(refused: readonly Refusal[], suppressed: ReadonlyMap<string, number>): TurnedAway[] {
  const counts = new Map<string, number>()
  for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const lines = (result: TurnedAway['result'], of: ReadonlyMap<string, number>) =>
    [...of].map(([reason, events]) => ({ result, reason, events }))
  return [...lines('rejected', counts), ...lines('suppressed', suppressed)]
}

/** What is kept of a refused event: without personal data as well, wherever it stands. */
function refusalOf(event: unknown, rejection: Rejection, index: number, guard: Guard): Refusal {
  const { facts, people, isOpen } = guard
  const refusal = { ...rejection, index, messageId: messageIdOf(event) }
  if (!isOpen && people?.names(payloadOf(event)))
    return { ...refusal, message: 'The event names somebody of whom no payload is kept', payload: '' }
  const clean = <V>(value: V): V => facts.scrubbing?.scrubber.scrub(value, undefined, () => undefined) ?? value
  const { message, field, kept } = nameless(undescribed(event, guard.endpoint), rejection, facts)
  const left = kept instanceof BrokenLine ? new BrokenLine(clean(kept.text), kept.why) : withPlannedProperties(clean(kept), guard)
  return { ...refusal, field, message: clean(message), payload: payloadOf(left) }
}

/** A refused event without what it says about a person. */
function undescribed(event: unknown, endpoint: Endpoint): unknown {
  if (!(event instanceof BrokenLine)) return withoutTraits(event, endpoint)
  return mayDescribePerson(event.text) ? new BrokenLine('', event.why) : event
}

/** A refused event under pseudonyms, where people are stored so; of what cannot be read nothing is kept then. */
function nameless(event: unknown, { message, field }: Rejection, { scrubbing }: Facts) {
  const { pseudonyms, scrubber } = scrubbing ?? {}
  if (pseudonyms === undefined || scrubber === undefined) return { message, field, kept: event }
  const naming = { pseudonyms, scrubber }
  if (event instanceof BrokenLine) return { message, field, kept: new BrokenLine('', event.why) }
  const named = (text: string) => pseudonymousText(text, event, naming)
  return { message: named(message), field: named(field), kept: pseudonymousPayload(event, naming) }
}

/** A refused event with what the plan keeps of its properties, native or Segment’s. */
function withPlannedProperties(event: unknown, { endpoint, batch, facts: { scrubbing } }: Guard): unknown {
  if (scrubbing === undefined || scrubbing.plan.mode === 'off' || typeof event !== 'object' || event === null) return event
  const native = endpoint === 'events' ? event : fromSegment(event, endpoint === 'batch' ? undefined : endpoint, batch)
  const { type } = native as { type?: unknown }
  const quietly = { ...scrubbing, found: () => undefined }
  const kept = ['properties', 'traits'].filter((name) => name in event)
  return { ...event, ...Object.fromEntries(kept.map((name) => [name, plannedProperties((event as Json)[name], type, quietly)])) }
}

function judgeOne(event: unknown, guard: Guard): AcceptedRow | Rejection | Suppressed {
  const { endpoint, batch } = guard
  if (event instanceof BrokenLine) return reject('not_json', '', event.why)
  if (endpoint === 'events') return admit(event, guard)
  const native = fromSegment(event, endpoint === 'batch' ? undefined : endpoint, batch)
  if ('reason' in native && 'field' in native && !('message_id' in native)) return native as unknown as Rejection
  return asSent(admit(native, guard), event as Json)
}

/** A refusal in the sender’s words: Segment’s calls about people and groups carry traits. */
function asSent(judged: AcceptedRow | Rejection | Suppressed, { traits }: Json): AcceptedRow | Rejection | Suppressed {
  if (traits === undefined || !('reason' in judged) || judged.field !== 'properties') return judged
  return { ...judged, field: 'traits', message: judged.message.replace(/^properties/, 'traits') }
}

function admit(event: unknown, { facts, factsOfMinors, people, isOpen }: Guard): AcceptedRow | Rejection | Suppressed {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return toRow(event, facts)
  const { type, consent } = event as Json
  const ageless = type === 'identify' ? withoutBirth(event as Json) : (event as Json)
  const tooMany = tooManyTraits(ageless)
  if (tooMany !== undefined) return tooMany
  if (consent === undefined && (people === undefined || isOpen)) return toRow(ageless, facts)
  const left = screened(ageless, people, facts.scrubbing?.scrubber)
  if ('suppressed' in left || 'reason' in left) return left as unknown as Suppressed | Rejection
  return toRow(left, isMinorsName(left.actor_id) || isMinorsName(left.anonymous_id) ? factsOfMinors : facts)
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
