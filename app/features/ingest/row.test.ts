import { readFileSync } from 'node:fs'
import { REJECTIONS } from '@trill/contract/errors'
import { EVENT_COLUMNS, EVENT_FIELDS, PROPERTIES_MAX_BYTES, PROPERTIES_MAX_DEPTH } from '@trill/contract/event'
import { describe, expect, test } from 'vitest'
import { escapeText, storeTime } from '../../platform/clickhouse/text-rows.ts'
import { type AcceptedRow, correctClock, type Facts, type Rejection, toRow } from './row.ts'

const RECEIVED_AT = Date.parse('2026-03-01T12:00:00.000Z')
const EXPIRES_AT = String(Date.parse('2026-03-31T12:00:00.000Z') / 1000)
const FACTS: Facts = { workspaceId: 'main', receivedAt: RECEIVED_AT, provenance: 'measured', expiresAt: EXPIRES_AT, escaping: true }
const EVENT = { message_id: 'm1', type: 'view', actor_id: 'u1' }

const judge = (event: unknown, facts: Partial<Facts> = {}) => toRow(event, { ...FACTS, ...facts })
const withField = (name: string, value: unknown) => judge({ ...EVENT, [name]: value })

function column(outcome: AcceptedRow | Rejection, name: (typeof EVENT_COLUMNS)[number]): string | undefined {
  if ('reason' in outcome) throw new Error(`The event was refused: ${outcome.message}`)
  return outcome.columns[(EVENT_COLUMNS as readonly string[]).indexOf(name)]
}

function nested(depth: number): object {
  let inner: object = {}
  for (let i = 1; i < depth; i += 1) inner = { inner }
  return inner
}

describe('an event is refused', () => {
  test.each([null, 42, 'text', true, undefined, [], [EVENT]])('as not_an_object when it is %j', (event) => {
    expect(judge(event)).toMatchObject({ reason: 'not_an_object' })
  })

  test.each(['message_id', 'type'])('as missing_field without %s, with null and with an empty one', (name) => {
    for (const value of [undefined, null, '']) expect(withField(name, value)).toMatchObject({ reason: 'missing_field', field: name })
  })

  test('as missing_identity without an actor and an anonymous id', () => {
    expect(judge({ message_id: 'm1', type: 'view' })).toMatchObject({ reason: 'missing_identity', field: 'actor_id' })
    expect(column(judge({ message_id: 'm1', type: 'view', anonymous_id: 'a1' }), 'anonymous_id')).toBe('a1')
  })

  test.each(['colour', '__proto__', 'constructor', 'toString', 'workspace_id', 'received_at', 'provenance'])(
    'as unknown_field for %s',
    (name) => {
      const event = JSON.parse(`{"message_id":"m1","type":"view","actor_id":"u1","${name}":{"x":1}}`)
      const outcome = judge(event)
      expect(outcome).toMatchObject({ reason: 'unknown_field', field: name })
      expect((outcome as Rejection).message).toContain('properties')
    },
  )

  test.each(
    Object.entries(EVENT_FIELDS)
      .filter(([, { schema }]) => schema.type === 'string')
      .map(([name]) => name),
  )('as wrong_type when %s is no text', (name) => {
    for (const value of [1, true, ['x'], { x: 1 }]) expect(withField(name, value)).toMatchObject({ reason: 'wrong_type', field: name })
  })

  test.each(['1', true, [1], { x: 1 }, Number.POSITIVE_INFINITY, Number.NaN])('as wrong_type when value is %j', (value) => {
    expect(withField('value', value)).toMatchObject({ reason: 'wrong_type', field: 'value' })
  })

  test.each(['{}', 1, true, [{}]])('as wrong_type when properties are %j', (value) => {
    expect(withField('properties', value)).toMatchObject({ reason: 'wrong_type', field: 'properties' })
  })

  test.each(['View', 'view item', '1view', '_view', `v${'x'.repeat(63)}ü`, 'viéw'])('as invalid_format when the type is %s', (type) => {
    expect(withField('type', type)).toMatchObject({ reason: type.length > 64 ? 'too_long' : 'invalid_format', field: 'type' })
  })

  test.each([
    ['country', 'us'],
    ['country', 'U'],
    ['country', 'U1'],
    ['currency', 'eur'],
    ['currency', 'EU'],
    ['currency', 'EUR\n'],
  ])('as invalid_format or too_long when %s is %j', (name, value) => {
    expect(['invalid_format', 'too_long']).toContain((withField(name, value) as Rejection).reason)
  })

  test.each([
    'yesterday',
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-03-01 12:00:00Z',
    '1772366400',
    '2026-02-30T12:00:00Z',
    '2026-02-29T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-00-01T12:00:00Z',
    '2026-01-00T12:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T12:00:61Z',
    '2026-01-01T12:00:00+99:00',
    '1899-12-31T23:59:59.999Z',
    '2300-01-01T00:00:00Z',
    '',
  ])('as invalid_time when occurred_at is “%s”', (time) => {
    for (const name of ['occurred_at', 'sent_at']) expect(withField(name, time)).toMatchObject({ reason: 'invalid_time', field: name })
  })

  test('as time_too_early before 1990 and as time_too_late more than a day ahead', () => {
    for (const early of ['1970-01-01T00:00:00Z', '1989-12-31T23:59:59.999Z']) {
      expect(withField('occurred_at', early)).toMatchObject({ reason: 'time_too_early', field: 'occurred_at' })
    }
    for (const late of ['2100-01-01T00:00:00Z', new Date(RECEIVED_AT + 24 * 3600_000 + 1).toISOString()]) {
      expect(withField('occurred_at', late)).toMatchObject({ reason: 'time_too_late', field: 'occurred_at' })
    }
    expect(column(withField('occurred_at', '1990-01-01T00:00:00Z'), 'occurred_at')).toBe('631152000.000')
    expect(column(withField('occurred_at', new Date(RECEIVED_AT + 24 * 3600_000).toISOString()), 'occurred_at')).toBe(
      storeTime(RECEIVED_AT + 300_000),
    )
  })

  test.each(['message_id', 'actor_id', 'content_id', 'text', 'referrer', 'variant'])(
    'as invalid_text when %s holds a NUL or half of a surrogate pair',
    (name) => {
      for (const value of ['a\0b', 'a\ud800', '\udc00b', '\udc00\ud800'])
        expect(withField(name, value)).toMatchObject({ reason: 'invalid_text', field: name })
    },
  )

  test('as invalid_text when a value or a key within properties holds one', () => {
    for (const bad of ['\0', '\ud800', '\udfff!']) {
      for (const properties of [{ x: bad }, { [`k${bad}`]: 1 }, { x: [1, { y: [bad] }] }, { x: { [bad]: null } }]) {
        expect(withField('properties', properties)).toMatchObject({ reason: 'invalid_text', field: 'properties' })
      }
    }
  })

  test.each(['__proto__', 'constructor', 'prototype'])('as forbidden_key when properties have the key %s at any depth', (key) => {
    for (const text of [`{"${key}":1}`, `{"a":{"${key}":{"polluted":true}}}`, `{"a":[{"b":[{"${key}":null}]}]}`]) {
      expect(withField('properties', JSON.parse(text))).toMatchObject({ reason: 'forbidden_key', field: 'properties' })
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('as too_deep beyond the depth that is kept, also 100,000 levels down', () => {
    expect(column(withField('properties', nested(PROPERTIES_MAX_DEPTH)), 'properties')).toContain('inner')
    expect(withField('properties', nested(PROPERTIES_MAX_DEPTH + 1))).toMatchObject({ reason: 'too_deep' })
    const deep = JSON.parse(
      `{"message_id":"m1","type":"view","actor_id":"u1","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    )
    expect(judge(deep)).toMatchObject({ reason: 'too_deep', field: 'properties' })
  })

  test('as too_large when the JSON of its properties has one byte too many, also in letters of several bytes', () => {
    const room = PROPERTIES_MAX_BYTES - '{"x":""}'.length
    expect(column(withField('properties', { x: 'a'.repeat(room) }), 'properties')).toHaveLength(PROPERTIES_MAX_BYTES)
    expect(withField('properties', { x: 'a'.repeat(room + 1) })).toMatchObject({ reason: 'too_large', field: 'properties' })
    expect(column(withField('properties', { x: 'ü'.repeat(room / 2) }), 'properties')).toContain('ü')
    expect(withField('properties', { x: 'ü'.repeat(room / 2 + 1) })).toMatchObject({ reason: 'too_large', field: 'properties' })
    expect(withField('properties', { x: 'x'.repeat(5_000_000) })).toMatchObject({ reason: 'too_large', field: 'properties' })
  })
})

describe('the length of', () => {
  const limits = Object.entries(EVENT_FIELDS).flatMap(([name, { schema }]) =>
    'maxLength' in schema && !('pattern' in schema) ? [[name, Number(schema.maxLength)] as const] : [],
  )

  test.each(limits)('%s may be %i characters and no more', (name, maxLength) => {
    for (const letter of ['a', 'ü', '🎉']) {
      expect(column(withField(name, letter.repeat(maxLength)), name as 'text')).toBe(letter.repeat(maxLength))
      expect(withField(name, letter.repeat(maxLength + 1))).toMatchObject({ reason: 'too_long', field: name })
    }
    expect(withField(name, 'x'.repeat(5_000_000))).toMatchObject({ reason: 'too_long', field: name })
  })

  test('a type may be 64 characters, of a country 2 and of a currency 3', () => {
    expect(column(withField('type', `a${'9'.repeat(63)}`), 'type')).toHaveLength(64)
    expect(withField('type', `a${'9'.repeat(64)}`)).toMatchObject({ reason: 'too_long', field: 'type' })
    expect(column(withField('country', 'GB'), 'country')).toBe('GB')
    expect(withField('country', 'GBR')).toMatchObject({ reason: 'too_long', field: 'country' })
    expect(column(withField('currency', 'EUR'), 'currency')).toBe('EUR')
    expect(withField('currency', 'EURO')).toMatchObject({ reason: 'too_long', field: 'currency' })
  })
})

describe('the time of an event', () => {
  const milliseconds = (text: string | null) => (text === null ? undefined : Date.parse(text))

  // Segment, “Spec: Common Fields”, timestamps: timestamp = receivedAt - (sentAt - originalTimestamp).
  test.each([
    // originalTimestamp, sentAt, receivedAt, timestamp
    ['2024-05-01T12:00:00.000Z', '2024-05-01T12:00:05.000Z', '2024-05-01T12:00:05.200Z', '2024-05-01T12:00:00.200Z'],
    ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:10.000Z', '2024-05-01T12:00:05.000Z', '2024-05-01T11:59:55.000Z'],
    ['2024-05-01T11:00:00.000Z', null, '2024-05-01T12:00:05.000Z', '2024-05-01T11:00:00.000Z'],
    [null, '2024-05-01T12:00:05.000Z', '2024-05-01T12:00:06.000Z', '2024-05-01T12:00:06.000Z'],
    ['2024-05-01T12:00:10.000Z', '2024-05-01T12:00:05.000Z', '2024-05-01T12:00:06.000Z', '2024-05-01T12:00:11.000Z'],
  ])('given as %s and sent at %s, received at %s, is %s', (original, sentAt, receivedAt, timestamp) => {
    const corrected = correctClock(milliseconds(original), milliseconds(sentAt), Date.parse(receivedAt))
    expect(new Date(corrected).toISOString()).toBe(timestamp)
  })

  test('is kept as the sender gave it beside the corrected one', () => {
    const outcome = judge({ ...EVENT, occurred_at: '2030-01-01T00:00:00Z', sent_at: '2030-01-01T00:00:10.000Z' })
    expect(column(outcome, 'occurred_at')).toBe(storeTime(RECEIVED_AT - 10_000))
    expect(column(outcome, 'original_timestamp')).toBe(storeTime(Date.parse('2030-01-01T00:00:00Z')))
    expect(column(outcome, 'sent_at')).toBe(storeTime(Date.parse('2030-01-01T00:00:10Z')))
    expect(column(outcome, 'received_at')).toBe(storeTime(RECEIVED_AT))
  })

  test('is the time of receipt when none is given, and then nothing is made up', () => {
    const outcome = judge(EVENT)
    expect(column(outcome, 'occurred_at')).toBe(storeTime(RECEIVED_AT))
    expect([column(outcome, 'original_timestamp'), column(outcome, 'sent_at')]).toEqual(['\\N', '\\N'])
  })

  test('is put at most five minutes ahead of the time of receipt', () => {
    const ahead = new Date(RECEIVED_AT + 3600_000).toISOString()
    expect(column(withField('occurred_at', ahead), 'occurred_at')).toBe(storeTime(RECEIVED_AT + 300_000))
    expect(column(withField('occurred_at', ahead), 'original_timestamp')).toBe(storeTime(RECEIVED_AT + 3600_000))
  })

  test.each([
    ['2026-02-28T23:59:59.9Z', '2026-02-28T23:59:59.900Z'],
    ['2026-02-28T23:59:59.123456789Z', '2026-02-28T23:59:59.123Z'],
    ['2024-02-29T12:00Z', '2024-02-29T12:00:00.000Z'],
    ['2026-02-28T12:00:00+05:30', '2026-02-28T06:30:00.000Z'],
    ['2026-02-28T12:00:00-0800', '2026-02-28T20:00:00.000Z'],
  ])('may be written %s', (written, meant) => {
    expect(column(withField('occurred_at', written), 'occurred_at')).toBe(storeTime(Date.parse(meant)))
  })
})

describe('a row', () => {
  test('holds absent fields as empty text or null, whether left out or null', () => {
    const absent = Object.fromEntries(Object.keys(EVENT_FIELDS).map((name) => [name, null]))
    expect(judge({ ...absent, ...EVENT })).toEqual(judge(EVENT))
    expect(column(judge(EVENT), 'value')).toBe('\\N')
  })

  test('holds numbers as they are', () => {
    for (const value of [0, -0, 1e308, -1e308, 5e-324, 0.1, 2 ** 53])
      expect(Number(column(withField('value', value), 'value'))).toBe(value + 0)
  })

  test('holds no raw tab or line feed', () => {
    expect(column(withField('text', 'a\tb\nc\\d\re\b\f'), 'text')).toBe('a\\tb\\nc\\\\d\\re\\b\\f')
    expect(escapeText('\\N')).toBe('\\\\N')
  })

  test('knows its message and where it came from', () => {
    const outcome = judge(EVENT, { workspaceId: 'other', provenance: 'imported' })
    expect(outcome).toMatchObject({ messageId: 'm1' })
    expect([column(outcome, 'workspace_id'), column(outcome, 'provenance')]).toEqual(['other', 'imported'])
  })
})

test('every reason that row.ts gives is in the table of rejections', () => {
  const source = readFileSync(new URL('row.ts', import.meta.url), 'utf8')
  const reasons = [...source.matchAll(/reject\('(\w+)'/g)].map(([, reason]) => reason)
  expect(reasons.length).toBeGreaterThan(10)
  for (const reason of reasons) expect(Object.keys(REJECTIONS)).toContain(reason)
})
