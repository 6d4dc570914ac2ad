import { REJECTIONS } from '@trill/contract/errors'
import { EVENT_COLUMNS, EVENT_TYPE_PATTERN, EventInput, PROPERTIES_MAX_DEPTH } from '@trill/contract/event'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, temporaryDirectory } from '../../../test/event-log.ts'
import type { EventStore } from '../../platform/clickhouse/event-store.ts'
import { hashesOf, messageIdsOf } from '../../platform/log/block.ts'
import { QUARANTINE_COLUMNS } from '../../platform/log/inserter.ts'
import { BrokenLine, decodeBody, type Endpoint, judge, parseJson, UnreadableBody } from './accept.ts'

const RECEIVED_AT = Date.parse('2026-03-01T12:00:00.000Z')
const SOURCE = { endpoint: 'events' as Endpoint, workspaceId: 'main', receivedAt: RECEIVED_AT, provenance: 'measured' as const }
const ENDPOINTS: readonly Endpoint[] = ['events', 'batch', 'track', 'identify', 'page', 'screen', 'group', 'alias']
const EVENT = { message_id: 'm1', type: 'view', actor_id: 'u1' }

const judgeAs = (endpoint: Endpoint, events: readonly unknown[], batch = {}) => judge(events, { ...SOURCE, endpoint }, true, batch)

describe('a request', () => {
  test('keeps the good events and names each refused one by its place', () => {
    const { entry, accepted, refused } = judgeAs('events', [
      EVENT,
      7,
      { ...EVENT, message_id: 'm2', colour: 'red' },
      { ...EVENT, message_id: 'm3' },
    ])
    expect(accepted).toBe(2)
    expect(messageIdsOf(entry.events)).toEqual(['m1', 'm3'])
    expect(entry.hashes).toEqual(hashesOf('main', ['m1', 'm3']))
    expect(refused).toMatchObject([
      { index: 1, reason: 'not_an_object', field: '', messageId: '', payload: '7' },
      { index: 2, reason: 'unknown_field', field: 'colour', messageId: 'm2' },
    ])
    expect(entry.events.toString().split('\n')).toHaveLength(3)
    expect(entry.quarantine.toString().split('\n')).toHaveLength(3)
  })

  test('refuses a line that is not JSON alone', () => {
    const { accepted, refused } = judgeAs('events', [new BrokenLine('{"a":', 'it ends too soon'), EVENT])
    expect(accepted).toBe(1)
    expect(refused).toMatchObject([{ index: 0, reason: 'not_json', message: 'it ends too soon', payload: '{"a":' }])
  })

  test('refuses a message of Segment’s that names no call', () => {
    for (const type of [undefined, 'view', 7, 'constructor']) {
      expect(judgeAs('batch', [{ type, messageId: 's1', userId: 'u1' }]).refused).toMatchObject([
        { reason: 'unknown_message_type', field: 'type', messageId: 's1' },
      ])
    }
  })

  test('keeps at most 32,768 characters of a refused event, and none of one too deep to be written', () => {
    const deep = parseJson(`{"message_id":"m1","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
    const { refused } = judgeAs('events', [{ ...EVENT, long: 'x'.repeat(5_000_000) }, deep])
    expect(refused.map(({ payload }) => payload.length)).toEqual([32_768, 0])
    expect(refused.map(({ reason }) => reason)).toEqual(['unknown_field', 'unknown_field'])
  })

  test('must be UTF-8, with or without a byte order mark', () => {
    expect(decodeBody(Buffer.from('\ufeff{"ü":"🎉"}'))).toBe('{"ü":"🎉"}')
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]])
      expect(() => decodeBody(Buffer.from(bytes))).toThrow(UnreadableBody)
  })

  test.each(['', '{', '[1,]', '{"a":1}{"b":2}', 'undefined', '{"a":"\t"}', '{"a":"\u0000"}', "{'a':1}"])(
    'is unreadable when its JSON is %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(UnreadableBody)
    },
  )
})

const identifier = (maxLength: number) => fc.string({ unit: 'binary', minLength: 1, maxLength }).filter((text) => !text.includes('\0'))
const awkward = fc.constantFrom(
  '\t',
  '\n',
  '\\',
  '\\N',
  'a\tb\nc',
  '\\t',
  '"',
  "'",
  '\r\n',
  '\b\f\v',
  '\u2028',
  '🎉',
  'é\u0301',
  '\ufeff',
  '\u007f',
  ' ',
)
const text = (maxLength: number) => fc.oneof(awkward, identifier(Math.min(maxLength, 40)))
const time = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date(RECEIVED_AT), noInvalidDate: true })
  .map((date) => date.toISOString())
const key = identifier(12).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const json: fc.Memo<unknown> = fc.memo((depth) =>
  depth <= 1 ? leaf : fc.oneof(leaf, fc.array(json(), { maxLength: 3 }), fc.dictionary(key, json(), { maxKeys: 3 })),
)
const leaf = fc.oneof(text(20), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))

const goodEvent = fc
  .record(
    {
      message_id: fc.oneof(fc.uuid(), text(128)),
      type: fc.oneof(fc.constantFrom('view', 'like', 'share'), fc.stringMatching(new RegExp(EVENT_TYPE_PATTERN))),
      actor_id: text(256),
      occurred_at: time,
      anonymous_id: text(256),
      session_id: text(256),
      content_id: text(256),
      target_id: text(256),
      parent_message_id: text(128),
      platform: text(64),
      country: fc.constantFrom('GB', 'DE', 'ZZ'),
      language: text(35),
      device: text(64),
      referrer: fc.oneof(text(2048), fc.constant('')),
      utm_source: text(256),
      utm_campaign: text(256),
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e308, -0, 5e-324, 0.1)),
      currency: fc.constantFrom('EUR', 'JPY'),
      text: fc.oneof(text(10_000), fc.constant('')),
      properties: fc.dictionary(key, json(PROPERTIES_MAX_DEPTH - 12), { maxKeys: 4 }),
    },
    { requiredKeys: ['message_id', 'type', 'actor_id'] },
  )
  .map((event) => event as Record<string, unknown>)

describe('rows in the store', () => {
  const directory = temporaryDirectory()
  let store: EventStore
  let inserted = 0
  beforeAll(async () => {
    store = await openStore(directory.path)
    await store.command('CREATE TABLE read_back AS events ENGINE = Memory')
  })
  afterAll(async () => {
    await store.close()
    directory.remove()
  })

  async function readBack(body: Buffer): Promise<Record<string, unknown>[]> {
    await store.command('TRUNCATE TABLE read_back')
    inserted += 1
    await store.insertText({ table: 'read_back', columns: EVENT_COLUMNS, body, token: String(inserted) })
    return store.rows(
      `SELECT * REPLACE (toUnixTimestamp64Milli(occurred_at) AS occurred_at, toUnixTimestamp64Milli(sent_at) AS sent_at,
        toUnixTimestamp64Milli(received_at) AS received_at, toUnixTimestamp64Milli(original_timestamp) AS original_timestamp) FROM read_back`,
    )
  }

  test('hold any accepted event unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(goodEvent, { minLength: 50, maxLength: 80 }), async (events) => {
        const parsed = parseJson(JSON.stringify(events)) as Record<string, unknown>[]
        const { entry, refused } = judgeAs('events', parsed)
        expect(refused).toEqual([])
        const rows = await readBack(entry.events)
        expect(rows).toHaveLength(events.length)
        for (const [index, event] of parsed.entries()) {
          const given = event.occurred_at === undefined ? null : Date.parse(event.occurred_at as string)
          expect(rows[index]).toEqual({
            ...Object.fromEntries(EVENT_COLUMNS.map((name) => [name, ''])),
            value: null,
            ...event,
            ...(event.properties === undefined ? {} : { properties: JSON.stringify(event.properties) }),
            workspace_id: 'main',
            provenance: 'measured',
            occurred_at: given ?? RECEIVED_AT,
            sent_at: null,
            original_timestamp: given,
            received_at: RECEIVED_AT,
            expires_at: '2028-03-30 12:00:00',
          })
        }
      }),
      { numRuns: 25 },
    )
  })

  test('hold every time that a sender may give, also of clocks that stand at 1970 or 2299', async () => {
    const anyTime = fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2299-12-31T23:59:59.999Z'), noInvalidDate: true })
    const edges = [
      '1900-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00Z',
      '1970-01-01T00:00:05Z',
      '1973-03-03T09:46:39.999Z',
      '2286-11-20T17:46:40Z',
      '2299-12-31T23:59:59.999Z',
    ]
    const sent = fc.oneof(anyTime, fc.constantFrom(...edges.map((edge) => new Date(edge))))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(sent, fc.integer({ min: -300_000, max: 10 ** 9 })), { minLength: 50, maxLength: 80 }),
        async (clocks) => {
          const events = clocks
            .map(([sentAt, queued], index) => ({ sentAt, original: sentAt.getTime() - queued, index }))
            .filter(({ original }) => original >= Date.UTC(1900, 0, 1) && original < Date.UTC(2300, 0, 1))
            .map(({ sentAt, original, index }) => ({
              ...EVENT,
              message_id: `m${index}`,
              sent_at: sentAt.toISOString(),
              occurred_at: new Date(original).toISOString(),
            }))
          const { entry, refused } = judgeAs('events', events)
          expect(refused).toEqual([])
          const rows = await readBack(entry.events)
          expect(rows.map((row) => [row.sent_at, row.original_timestamp])).toEqual(
            events.map((event) => [Date.parse(event.sent_at), Date.parse(event.occurred_at)]),
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  test('are made of any JSON whatever without an exception, and all of them can be stored', async () => {
    const wild = fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .tuple(
            goodEvent,
            fc.dictionary(
              fc.oneof(key, fc.constantFrom(...EVENT_COLUMNS, 'userId', 'event', 'traits', 'context', 'timestamp', '__proto__')),
              fc.jsonValue(),
              { maxKeys: 3 },
            ),
          )
          .map(([event, odd]) => ({ ...event, ...odd })),
      },
      {
        weight: 2,
        arbitrary: fc.record(
          {
            type: fc.constantFrom('track', 'page', 'alias', 'x'),
            event: fc.jsonValue(),
            messageId: fc.jsonValue(),
            userId: fc.jsonValue(),
            timestamp: fc.jsonValue(),
            context: fc.jsonValue(),
            properties: fc.jsonValue(),
            traits: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      },
      { weight: 1, arbitrary: fc.jsonValue({ stringUnit: 'binary' }) },
      {
        weight: 1,
        arbitrary: fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', 'a', '\t') }).map((bad) => ({ ...EVENT, text: bad })),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { minLength: 40, maxLength: 60 }), fc.constantFrom(...ENDPOINTS), async (values, endpoint) => {
        const parsed = parseJson(JSON.stringify(values)) as unknown[]
        const { entry, accepted, refused } = judgeAs(endpoint, parsed)
        expect(accepted + refused.length).toBe(values.length)
        for (const line of entry.events.toString().split('\n').slice(0, -1)) expect(line.split('\t')).toHaveLength(EVENT_COLUMNS.length)
        for (const { reason } of refused) expect(REJECTIONS).toHaveProperty(reason)
        if (accepted > 0) expect((await readBack(entry.events)).map((row) => row.message_id)).toEqual(messageIdsOf(entry.events))
        await store.command('TRUNCATE TABLE quarantine')
        inserted += 1
        if (refused.length > 0)
          await store.insertText({ table: 'quarantine', columns: QUARANTINE_COLUMNS, body: entry.quarantine, token: `q${inserted}` })
        const kept = await store.rows<{ reason: string; payload: string }>('SELECT reason, payload FROM quarantine')
        expect(kept.map(({ reason, payload }) => `${reason} ${payload}`).sort()).toEqual(
          refused.map(({ reason, payload }) => `${reason} ${payload.toWellFormed()}`).sort(),
        )
      }),
      { numRuns: 40 },
    )
  })
})

test.each(['events', 'batch'] as const)(
  'a body of %s without a backslash needs no escaping: the fast path makes the same rows',
  (endpoint) => {
    const asSegment = ({ message_id, actor_id, ...rest }: Record<string, unknown>) => ({
      type: 'track',
      event: 'Odd name!',
      messageId: message_id,
      userId: actor_id,
      properties: rest,
    })
    fc.assert(
      fc.property(fc.array(goodEvent, { minLength: 1, maxLength: 20 }), (events) => {
        const body = JSON.stringify(endpoint === 'events' ? events : events.map(asSegment)).replace(/\\(u[0-9a-f]{4}|.)/g, 'x')
        const parsed = parseJson(body) as unknown[]
        const slow = judge(parsed, { ...SOURCE, endpoint }, true)
        expect(slow.accepted).toBeGreaterThan(0)
        expect(judge(parsed, { ...SOURCE, endpoint }, false).entry.events.equals(slow.entry.events)).toBe(true)
      }),
      { numRuns: 200 },
    )
  },
)

test('the judge takes what the schema of the API describes, and refuses what it does not', () => {
  const schema = Compile(EventInput)
  const maybeWrong = fc.tuple(
    goodEvent,
    fc.option(
      fc.tuple(
        fc.constantFrom(...Object.keys(EventInput.properties), 'colour'),
        fc.oneof(fc.string({ maxLength: 300, unit: 'grapheme' }), fc.jsonValue()),
      ),
      { nil: undefined },
    ),
  )
  fc.assert(
    fc.property(maybeWrong, ([event, change]) => {
      const changed = change === undefined ? event : { ...event, [change[0]]: change[1] }
      fc.pre(changed[change?.[0] ?? 'type'] !== null)
      const { refused } = judgeAs('events', [changed])
      const told = new Set(refused.map(({ reason }) => reason))
      for (const beyond of [
        'invalid_time',
        'invalid_text',
        'time_too_early',
        'time_too_late',
        'missing_identity',
        'too_deep',
        'forbidden_key',
        'too_large',
      ])
        if (told.has(beyond as 'too_deep')) return
      expect(told.size === 0, JSON.stringify({ changed, refused })).toBe(schema.Check(changed))
    }),
    { numRuns: 1000 },
  )
})
