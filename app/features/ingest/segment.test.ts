import { EVENT_COLUMNS } from '@trill/contract/event'
import { describe, expect, test } from 'vitest'
import { judge } from './accept.ts'
import { SEGMENT_CALLS, type SegmentCall } from './segment.ts'

const RECEIVED_AT = Date.parse('2026-03-01T12:00:05.000Z')
const SOURCE = { workspaceId: 'main', receivedAt: RECEIVED_AT, provenance: 'measured' as const }

/** The fields of the one row that a message becomes, without the empty ones. */
function rowOf(
  message: object,
  { call = 'batch', batch = {} }: { call?: SegmentCall | 'batch'; batch?: Record<string, unknown> } = {},
): Record<string, string> {
  const { latest, refused } = judge([message], { ...SOURCE, endpoint: call }, false, batch)
  if (refused[0] !== undefined) throw new Error(`${refused[0].reason} ${refused[0].field}: ${refused[0].message}`)
  const columns = latest[0]?.columns ?? []
  return Object.fromEntries(
    EVENT_COLUMNS.map((name, index) => [name, columns[index] ?? ''] as const).filter(([, value]) => value !== '' && value !== '\\N'),
  )
}

function refusalOf(message: unknown, call: SegmentCall | 'batch' = 'batch') {
  return judge([message], { ...SOURCE, endpoint: call }, false).refused[0]
}

const TRACK = { type: 'track', event: 'view', messageId: 's1', userId: 'u1' }

describe('track', () => {
  test('becomes an event of that name, with the properties that are fields of ours in their columns', () => {
    const properties = {
      contentId: 'c1',
      target_id: 't1',
      parentMessageId: 'p1',
      session_id: 'v1',
      platform: 'ios',
      campaign_id: 'k1',
      experimentId: 'e1',
      variant: 'b',
      text: 'nice',
      plan: 'pro',
    }
    expect(rowOf({ ...TRACK, properties })).toMatchObject({
      message_id: 's1',
      type: 'view',
      actor_id: 'u1',
      content_id: 'c1',
      target_id: 't1',
      parent_message_id: 'p1',
      session_id: 'v1',
      platform: 'ios',
      campaign_id: 'k1',
      experiment_id: 'e1',
      variant: 'b',
      text: 'nice',
      properties: '{"plan":"pro"}',
      workspace_id: 'main',
      provenance: 'measured',
    })
  })

  test.each([
    ['Quiz Completed', 'quiz_complete'],
    ['quizCompleted', 'quiz_complete'],
    ['quiz-complete', 'quiz_complete'],
    ['Order Completed', 'purchase'],
    ['Content Shared', 'share'],
    ['liked', 'like'],
    ['Swipe Right', 'swipe_right'],
    ['Éclair mangé', 'e_clair_mange'],
    ['  2nd try! ', 'nd_try'],
    ['Просмотр', 'custom'],
    ['x'.repeat(200), 'x'.repeat(64)],
  ])('named “%s” is of the type %s, and the name as sent is kept', (event, type) => {
    const row = rowOf({ ...TRACK, event })
    expect(row.type).toBe(type)
    expect(JSON.parse(row.properties ?? '')).toEqual({ segment_event: event })
  })

  test.each([
    [
      { value: 3, currency: 'eur' },
      { value: '3', currency: 'EUR' },
    ],
    [
      { revenue: 9.5, currency: 'USD' },
      { value: '9.5', currency: 'USD' },
    ],
    [{ total: 0 }, { value: '0' }],
    [{ value: 'three', currency: 'euro' }, {}],
  ])('with %j carries the money %j', (properties, money) => {
    const { value, currency } = rowOf({ ...TRACK, properties })
    expect({ ...(value && { value }), ...(currency && { currency }) }).toEqual(money)
  })

  test('without a name is refused by it', () => {
    for (const event of [undefined, null, '', '  ', 7, {}])
      expect(refusalOf({ ...TRACK, event })).toMatchObject({ reason: 'missing_field', field: 'event', messageId: 's1' })
  })
})

describe('the other calls', () => {
  test('group carries its traits as properties, identify the names of them', () => {
    expect(rowOf({ type: 'identify', messageId: 's1', userId: 'u1', traits: { plan: 'pro' } })).toMatchObject({
      type: 'identify',
      actor_id: 'u1',
      properties: '{"traits":["plan"]}',
    })
    expect(rowOf({ type: 'group', messageId: 's1', userId: 'u1', groupId: 'g1', traits: { seats: 3 } })).toMatchObject({
      type: 'group',
      target_id: 'g1',
      properties: '{"seats":3}',
    })
  })

  test('page is about its path and keeps its name', () => {
    expect(
      rowOf({ type: 'page', messageId: 's1', anonymousId: 'a1', name: 'Home', properties: { path: '/home', title: 'Hi' } }),
    ).toMatchObject({
      type: 'page',
      anonymous_id: 'a1',
      content_id: '/home',
      properties: '{"path":"/home","title":"Hi","name":"Home"}',
    })
    expect(rowOf({ type: 'page', messageId: 's1', userId: 'u1', context: { page: { path: '/from-context' } } })).toMatchObject({
      content_id: '/from-context',
      platform: 'web',
    })
    expect(rowOf({ type: 'screen', messageId: 's1', userId: 'u1', name: 'Settings' })).toMatchObject({
      type: 'screen',
      properties: '{"name":"Settings"}',
    })
  })

  test('alias names the earlier identifier as its target', () => {
    expect(rowOf({ type: 'alias', messageId: 's1', userId: 'new', previousId: 'old' })).toMatchObject({
      type: 'alias',
      actor_id: 'new',
      target_id: 'old',
    })
  })

  test.each(SEGMENT_CALLS)('%s on its own address needs no type', (call) => {
    expect(rowOf({ event: 'view', messageId: 's1', userId: 'u1' }, { call })).toMatchObject({
      message_id: 's1',
      type: call === 'track' ? 'view' : call,
    })
  })
})

describe('context', () => {
  test('fills language, referrer, device, country, platform and campaign', () => {
    const context = {
      locale: 'en-GB',
      page: { referrer: 'https://news.example/', path: '/x' },
      device: { type: 'mobile' },
      location: { country: 'de' },
      os: { name: 'iPhone OS' },
      campaign: { source: 's', medium: 'm', name: 'n', term: 't', content: 'c' },
    }
    expect(rowOf({ ...TRACK, context })).toMatchObject({
      language: 'en-GB',
      referrer: 'https://news.example/',
      device: 'mobile',
      country: 'DE',
      platform: 'ios',
      utm_source: 's',
      utm_medium: 'm',
      utm_campaign: 'n',
      utm_term: 't',
      utm_content: 'c',
    })
  })

  test('that cannot be used is left out instead of refusing the event', () => {
    const row = rowOf({
      ...TRACK,
      context: { locale: 7, page: 'x', device: null, location: { country: 'Germany' }, campaign: [], os: { name: {} } },
    })
    expect(Object.keys(row).sort()).toEqual([
      'actor_id',
      'expires_at',
      'message_id',
      'occurred_at',
      'provenance',
      'received_at',
      'type',
      'workspace_id',
    ])
    expect(rowOf({ ...TRACK, context: 'none' }).type).toBe('view')
  })

  test('is cut to the field’s length without leaving half a character', () => {
    const referrer = rowOf({ ...TRACK, context: { page: { referrer: `${'x'.repeat(2047)}🎉` } } }).referrer
    expect(referrer).toHaveLength(2048)
    expect(referrer?.isWellFormed()).toBe(true)
  })

  test('of the batch stands in for a message without one', () => {
    expect(rowOf(TRACK, { batch: { context: { locale: 'fr' } } }).language).toBe('fr')
    expect(rowOf({ ...TRACK, context: {} }, { batch: { context: { locale: 'fr' } } }).language).toBeUndefined()
  })
})

describe('a message', () => {
  test('is corrected for the clock by its own sentAt, or the batch’s', () => {
    const sentAt = '2026-03-01T13:00:00.000Z'
    const timestamp = '2026-03-01T12:59:50.000Z'
    const corrected = ((RECEIVED_AT - 10_000) / 1000).toFixed(3)
    expect(rowOf({ ...TRACK, timestamp, sentAt }).occurred_at).toBe(corrected)
    expect(rowOf({ ...TRACK, timestamp }, { batch: { sentAt } }).occurred_at).toBe(corrected)
    expect(rowOf({ ...TRACK, originalTimestamp: timestamp }, { batch: { sentAt } }).occurred_at).toBe(corrected)
  })

  test('without an id gets one', () => {
    const [one, other] = [1, 2].map(() => rowOf({ ...TRACK, messageId: undefined }).message_id)
    expect(one).toMatch(/^[0-9a-f-]{36}$/)
    expect(one).not.toBe(other)
  })

  test('may have numbers as identifiers', () => {
    expect(rowOf({ ...TRACK, userId: 42 }).actor_id).toBe('42')
    expect(rowOf({ ...TRACK, userId: '', anonymousId: 7 }).anonymous_id).toBe('7')
  })

  test('of nobody is refused', () => {
    expect(refusalOf({ ...TRACK, userId: undefined })).toMatchObject({ reason: 'missing_identity' })
    expect(refusalOf({ ...TRACK, userId: '', anonymousId: null })).toMatchObject({ reason: 'missing_identity' })
    expect(refusalOf({ ...TRACK, userId: { id: 1 } })).toMatchObject({ reason: 'wrong_type', field: 'actor_id' })
  })

  test.each([
    ['track', 'properties'],
    ['page', 'properties'],
    ['identify', 'traits'],
    ['group', 'traits'],
  ] as const)('of %s is refused when its %s are no object', (type, field) => {
    for (const value of ['x', 7, [1]]) expect(refusalOf({ ...TRACK, type, [field]: value })).toMatchObject({ reason: 'wrong_type', field })
  })

  test('is refused when its properties would pollute a prototype', () => {
    const message = JSON.parse(
      '{"type":"track","event":"view","messageId":"s1","userId":"u1","properties":{"__proto__":{"polluted":true},"a":1}}',
    )
    expect(refusalOf(message)).toMatchObject({ reason: 'forbidden_key', field: 'properties' })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each([null, 'x', 7, [TRACK]])('is refused when it is %j', (message) => {
    expect(refusalOf(message)).toMatchObject({ reason: 'not_an_object' })
  })
})
