import { withGlobalPrivacyControl } from '@trill/contract/consent'
import type { Provenance } from '@trill/contract/event'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Statement } from '../../platform/privacy/consents.ts'
import { BrokenLine, decodeBody, type Endpoint, type Judged, judge, parseJson, UnreadableBody } from './accept.ts'
import { BATCH_MAX_EVENTS, EVENTS_BODY_MAX_BYTES, EVENTS_MAX, ndjsonLines, plainBody, SEGMENT_BODY_MAX_BYTES } from './body.ts'
import { statementsIn } from './consent.ts'
import { BODIES, IngestAnswer, IngestQuery } from './contract.ts'
import { note } from './note.ts'
import { protectionOf } from './protection.ts'
import { SEGMENT_CALLS } from './segment.ts'

/** Refusals named in one answer; all of them are in quarantine. */
const REFUSALS_NAMED = 1000
/** People for whom one request can send `Sec-GPC: 1`: it comes from one browser. */
const GPC_PEOPLE_MAX = 1000
const BODY_TYPES = ['application/json', 'application/x-ndjson', 'text/plain', 'application/octet-stream']

const NOTHING = Buffer.alloc(0)

const ENDPOINTS = [...SEGMENT_CALLS, 'batch', 'events'] as const

type Json = Readonly<Record<string, unknown>>

interface Request {
  readonly events: readonly unknown[]
  /** What the batch says for all its events: sentAt, context, writeKey. */
  readonly batch: Json
}

/** Segment’s tracking API and the native one. */
export function ingestRoutes(http: FastifyInstance, platform: Platform): void {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser(BODY_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  http.setValidatorCompiler(() => () => true)
  for (const endpoint of ENDPOINTS) {
    const bodyLimit = endpoint === 'events' ? EVENTS_BODY_MAX_BYTES : SEGMENT_BODY_MAX_BYTES
    const schema = {
      tags: ['ingest'],
      summary: SUMMARIES[endpoint],
      querystring: IngestQuery,
      body: BODIES[endpoint],
      response: { 200: IngestAnswer },
    }
    http.post(`/v1/${endpoint}`, { bodyLimit, config: { permission: 'send_events' }, schema }, async (request, reply) => {
      const judged = await take(request, endpoint, bodyLimit, platform)
      await platform.log.append(judged.entry)
      note(judged, platform)
      if (judged.accepted === 0 && judged.suppressed === 0 && judged.refused.length > 0)
        throw new Problem('invalid_events', refusalSummary(judged), { errors: named(judged) })
      return reply.send(answerOf(judged))
    })
  }
}

function answerOf(judged: Judged): IngestAnswer {
  const { accepted, suppressed } = judged
  return { success: true, accepted, ...(suppressed > 0 && { suppressed }), rejected: named(judged) }
}

async function take(request: FastifyRequest, endpoint: Endpoint, maxBytes: number, platform: Platform): Promise<Judged> {
  const receivedAt = platform.now()
  const bytes = await plainBody((request.body as Buffer | undefined) ?? Buffer.alloc(0), request.headers['content-encoding'], maxBytes)
  try {
    const text = decodeBody(bytes)
    const { events, batch } = endpoint === 'events' ? readNative(text, request) : readSegment(parseJson(text), endpoint)
    const { workspace_id: requested } = request.query as { workspace_id?: string }
    const workspaceId = workspaceOf(request, requested, batch.writeKey)
    platform.measurements.ingestBytes.inc(bytes.length)
    await recordFrom(request, events, { endpoint, workspaceId, receivedAt }, platform)
    const protection = protectionOf(platform, workspaceId, receivedAt)
    const provenance = provenanceOf(request)
    const judged = judge(events, { endpoint, workspaceId, receivedAt, provenance, protection }, bytes.includes(0x5c), batch)
    // What is replayed from quarantine counts as measured.
    return provenance === 'simulated' ? { ...judged, entry: { ...judged.entry, quarantine: NOTHING } } : judged
  } catch (error) {
    if (error instanceof UnreadableBody) throw new Problem('invalid_json', error.message)
    throw error
  }
}

/** A sender may say that its events are made up, and nothing more than that. */
function provenanceOf({ query }: FastifyRequest): Provenance {
  const { provenance = 'measured' } = query as { provenance?: unknown }
  if (provenance === 'measured' || provenance === 'simulated') return provenance
  throw new Problem('invalid_request', 'provenance must be measured or simulated')
}

/** Ages in traits and Global Privacy Control are recorded before the events are judged, so that they hold for them too. */
async function recordFrom(
  { headers }: FastifyRequest,
  events: readonly unknown[],
  { endpoint, workspaceId, receivedAt }: { readonly endpoint: Endpoint; readonly workspaceId: string; readonly receivedAt: number },
  { consents }: Platform,
): Promise<void> {
  const refuses = headers['sec-gpc'] === '1'
  const { ages, people } = statementsIn(events, { endpoint, receivedAt, refuses })
  if (ages.length === 0 && people.size === 0) return
  const isNew = ({ actorId, ageBand }: Statement) => consents.standingOf(workspaceId, actorId)?.ageBand !== ageBand
  await consents.record(workspaceId, ages.filter(isNew), 'identify')
  const refusal = { purposes: withGlobalPrivacyControl({}), policyVersion: '', givenAt: receivedAt, proof: 'Sec-GPC: 1' }
  const refusing = [...people].slice(0, GPC_PEOPLE_MAX).filter((actorId) => {
    const { advertising, profiling } = consents.standingOf(workspaceId, actorId)?.consent ?? {}
    return advertising !== false || profiling !== false
  })
  await consents.record(
    workspaceId,
    refusing.map((actorId) => ({ actorId, ...refusal })),
    'global_privacy_control',
  )
}

function readNative(text: string, request: FastifyRequest): Request {
  const ndjson = request.headers['content-type']?.startsWith('application/x-ndjson') ?? false
  const parsed = ndjson ? ndjsonLines(text).map(parseLine) : parseJson(text)
  const events = Array.isArray(parsed) ? parsed : [parsed]
  if (events.length > EVENTS_MAX)
    throw new Problem('too_many_events', `The request holds ${events.length} events; at most ${EVENTS_MAX} are taken`)
  return { events, batch: {} }
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line)
  } catch (error) {
    return new BrokenLine(line, withoutQuotation((error as Error).message))
  }
}

/** The parser quotes what it could not read, cut anywhere: a piece of an address is not known for one. */
function withoutQuotation(reason: string): string {
  return reason.replace(/,? (\.\.\.)?".*$/s, '')
}

function readSegment(body: unknown, endpoint: Endpoint): Request {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Problem('invalid_request', 'The body must be a JSON object')
  if (endpoint !== 'batch') return { events: [body], batch: body as Json }
  const { batch } = body as { batch?: unknown }
  if (!Array.isArray(batch)) throw new Problem('invalid_request', 'batch must be a list of messages')
  if (batch.length > BATCH_MAX_EVENTS)
    throw new Problem('too_many_events', `The batch holds ${batch.length} events; at most ${BATCH_MAX_EVENTS} are taken`)
  return { events: batch, batch: body as Json }
}

function named({ refused }: Judged): IngestAnswer['rejected'] {
  return refused
    .slice(0, REFUSALS_NAMED)
    .map(({ index, messageId, field, reason, message }) => ({ index, message_id: messageId, field, reason, message }))
}

function refusalSummary({ refused }: Judged): string {
  const [first] = refused
  return `${refused.length} of ${refused.length} refused; the first at index ${first?.index}: ${first?.message}`
}

const SUMMARIES: Readonly<Record<Endpoint, string>> = {
  events: 'Sends native events: a JSON array, one object, or NDJSON; gzip too',
  batch: 'Segment: several messages in one request',
  track: 'Segment: something happened',
  identify: 'Segment: traits of a person',
  page: 'Segment: a page was opened',
  screen: 'Segment: an app screen was opened',
  group: 'Segment: a person joined a group',
  alias: 'Segment: two identifiers belong to one person',
}
