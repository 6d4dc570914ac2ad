import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_COLUMNS } from '@trill/contract/event'
import { METRICS } from '@trill/contract/metrics'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyTables, entryOf, openLog, openStore, temporaryDirectory, totals, totalsOf, VIEW_TOTALS } from '../../test/event-log.ts'
import type { EventStore } from '../platform/clickhouse/event-store.ts'

const RECEIVED_AT = Date.parse('2026-03-01T12:00:00Z')
const { path: root, remove } = temporaryDirectory()
let store: EventStore
let made = 0

beforeAll(async () => {
  store = await openStore(root)
})
beforeEach(() => emptyTables(store))
afterAll(async () => {
  await store.close()
  remove()
})

async function freshLog() {
  made += 1
  const directory = join(root, `journal-${made}`)
  mkdirSync(directory)
  return openLog(directory, store, { now: () => RECEIVED_AT })
}

interface Sent {
  readonly workspaceId: string
  readonly message_id: string
  readonly type: string
  readonly actor_id?: string
  readonly anonymous_id?: string
  readonly content_id?: string
  readonly platform?: string
  readonly value?: number
  readonly occurred_at: string
}

const event: fc.Arbitrary<Sent> = fc.record(
  {
    workspaceId: fc.constantFrom('one', 'two'),
    message_id: fc.integer({ min: 0, max: 60 }).map((n) => `m${n}`),
    type: fc.constantFrom('view', 'page', 'screen', 'like', 'comment', 'share', 'content_publish'),
    actor_id: fc.constantFrom('u1', 'u2', 'u3'),
    anonymous_id: fc.constantFrom('a1', 'a2'),
    content_id: fc.constantFrom('c1', 'c2', 'c3'),
    platform: fc.constantFrom('web', 'ios'),
    value: fc.integer({ min: -5, max: 100 }),
    occurred_at: fc
      .date({ min: new Date('2025-12-31T22:00:00Z'), max: new Date('2026-01-01T02:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  { requiredKeys: ['workspaceId', 'message_id', 'type', 'occurred_at', 'actor_id'] },
)

/** The first of each message, as sent. */
function firstOnes(sent: readonly Sent[]): Sent[] {
  const seen = new Map<string, Sent>()
  for (const one of sent) if (!seen.has(`${one.workspaceId} ${one.message_id}`)) seen.set(`${one.workspaceId} ${one.message_id}`, one)
  return [...seen.values()]
}

/** Compares each view with a plain count of the messages of this run’s workspaces. */
async function expectViewsOf(once: readonly Sent[]): Promise<void> {
  const ours = `FROM {view} WHERE startsWith(workspace_id, '${made} ') GROUP BY key`
  const read = (view: string, key: string, sums = 'sum(events) AS n, sum(value) AS v', having = '1') =>
    stored(`SELECT [${key}] AS key, ${sums} ${ours.replace('{view}', view)} HAVING ${having}`)
  const hourly = summed(once, (one) => [
    one.workspaceId,
    floor(one.occurred_at, 3600_000),
    one.platform ?? '',
    one.type,
    one.content_id ?? '',
  ])
  const counted = 'count() AS n, sum(ifNull(value, 0)) AS v'
  expect(
    await read('events', 'workspace_id, toString(toUnixTimestamp(toStartOfHour(occurred_at))), platform, type, content_id', counted),
  ).toEqual(hourly)
  expect(await read('content_hourly', 'workspace_id, toString(toUnixTimestamp(hour)), platform, type, content_id')).toEqual(hourly)
  const daily = once.map(({ value: _, ...one }) => one)
  const dayOf = (one: Sent) => [one.workspaceId, floor(one.occurred_at, 86_400_000), one.platform ?? '', one.content_id ?? '']
  const day = 'workspace_id, toString(toUnixTimestamp(toDateTime(day))), platform, content_id'
  expect(
    await read(
      'content_daily ARRAY JOIN mapKeys(types) AS type, mapValues(types) AS type_events',
      `${day}, type`,
      'sum(type_events) AS n, 0 AS v',
    ),
  ).toEqual(summed(daily, (one) => [...dayOf(one), one.type]))
  for (const metric of ['events', 'views', 'likes', 'comments', 'shares'] as const) {
    const types: readonly string[] = METRICS[metric].eventTypes
    const counted = daily.filter(({ type }) => types.includes('*') || types.includes(type))
    expect(await read('content_daily', day, `sum(${metric}) AS n, 0 AS v`, 'n > 0')).toEqual(summed(counted, dayOf))
  }
  expect(await read('platform_quarter_hourly', 'workspace_id, toString(toUnixTimestamp(quarter)), platform, type')).toEqual(
    summed(once, (one) => [one.workspaceId, floor(one.occurred_at, 900_000), one.platform ?? '', one.type]),
  )
  expect(await read('actor_daily', 'workspace_id, toString(toUnixTimestamp(toDateTime(day))), platform, actor_id')).toEqual(
    summed(once, (one) => [one.workspaceId, floor(one.occurred_at, 86_400_000), one.platform ?? '', who(one)]),
  )
  expect(await read('share_edges', 'workspace_id, message_id, actor_id, content_id', 'count() AS n, 0 AS v')).toEqual(
    summed(
      once.filter(({ type }) => type === 'share').map(({ value: _, ...one }) => one),
      (one) => [one.workspaceId, one.message_id, who(one), one.content_id ?? ''],
    ),
  )
  const places = new Set(once.map((one) => `${one.workspaceId}|${one.platform ?? ''}`))
  const people = [...places].map((place) => {
    const there = once.filter((one) => `${one.workspaceId}|${one.platform ?? ''}` === place)
    return [place, `${new Set(there.map(who)).size} ${new Set(there.flatMap(({ content_id }) => content_id ?? [])).size}`]
  })
  expect(
    await read(
      'uniques_hourly',
      'workspace_id, platform',
      'uniqCombinedMerge(12)(people) AS n, ifNull(uniqCombinedMerge(12)(content), 0) AS v',
    ),
  ).toEqual(Object.fromEntries(people))
  const posts = new Set(once.map(({ workspaceId, content_id = '' }) => `${workspaceId}|${content_id}`))
  const audiences = [...posts].map((post) => {
    const audience = once.filter(({ workspaceId, content_id = '' }) => `${workspaceId}|${content_id}` === post)
    return [post, `${Math.min(21, new Set(audience.map(who)).size)} 0`]
  })
  expect(await read('content_people', 'workspace_id, content_id', 'uniqUpToMerge(20)(people) AS n, max(minors) AS v')).toEqual(
    Object.fromEntries(audiences),
  )
}

/** Groups as the views do and adds up. */
function summed(sent: readonly Sent[], keyOf: (one: Sent) => readonly string[]): Record<string, string> {
  const sums = new Map<string, [number, number]>()
  for (const one of sent) {
    const [events, value] = sums.get(keyOf(one).join('|')) ?? [0, 0]
    sums.set(keyOf(one).join('|'), [events + 1, value + (one.value ?? 0)])
  }
  return Object.fromEntries([...sums].map(([key, [events, value]]) => [key, `${events} ${value}`]))
}

async function stored(sql: string): Promise<Record<string, string>> {
  const rows = await store.rows<{ key: string[]; n: number; v: number }>(sql)
  return Object.fromEntries(rows.map(({ key, n, v }) => [key.join('|'), `${n} ${v}`]))
}

const floor = (time: string, milliseconds: number) => String(Math.floor(Date.parse(time) / milliseconds) * (milliseconds / 1000))
const who = (one: Sent) => one.actor_id ?? one.anonymous_id ?? ''

test('whatever is sent, with repeats, every view holds what a plain count of the messages gives', async () => {
  const log = await freshLog()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(event, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 }), async (requests) => {
      made += 1
      const own = (one: Sent) => ({ ...one, workspaceId: `${made} ${one.workspaceId}` })
      const sent: Sent[] = []
      for (const request of requests) {
        for (const workspaceId of [`${made} one`, `${made} two`]) {
          const events = request.map(own).filter((one) => one.workspaceId === workspaceId)
          sent.push(...events)
          await log.append(
            entryOf(
              events.map(({ workspaceId: _, ...rest }) => rest),
              { workspaceId, receivedAt: RECEIVED_AT },
            ),
          )
        }
      }
      expect(await log.settle(20_000)).toBe(true)
      await expectViewsOf(firstOnes(sent))
    }),
    { numRuns: 15, endOnFailure: true },
  )
  await log.close()
})

describe('a block that a crash cut off', () => {
  const body = entryOf(
    Array.from({ length: 1000 }, (_, index) => ({
      message_id: `m${index}`,
      type: ['view', 'share', 'content_publish'][index % 3],
      actor_id: `u${index % 7}`,
      content_id: `c${index % 5}`,
    })),
    { receivedAt: RECEIVED_AT },
  ).events
  const insert = (token: string) => store.insertText({ table: 'events', columns: EVENT_COLUMNS, body, token })
  const counts = async () => {
    const [row] = await store.rows<Record<string, number>>(
      `SELECT (SELECT count() FROM share_edges) AS edges, (SELECT count() FROM content FINAL) AS content,
        (SELECT count() FROM content_first_described FINAL) AS first_described,
        (SELECT count() FROM trends_arrivals) AS arrivals,
        (SELECT uniqCombinedMerge(12)(people) FROM uniques_hourly) AS people,
        (SELECT uniqUpToMerge(20)(people) FROM content_people) AS people_of_posts`,
    )
    return { ...(await totals(store)), ...row }
  }
  const complete = { ...totalsOf(1000), edges: 333, content: 5, first_described: 5, arrivals: 333, people: 7, people_of_posts: 7 }

  const views = async () =>
    (
      await store.rows<{ name: string }>(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'",
      )
    ).map(({ name }) => name)

  test('before one of the views was filled is completed by the same block again, and nothing is doubled', async () => {
    for (const view of await views()) {
      await emptyTables(store)
      await store.command(`DETACH TABLE ${view}`)
      await insert(`block ${view}`)
      await store.command(`ATTACH TABLE ${view}`)
      expect(await counts()).not.toEqual(complete)
      for (let again = 0; again < 2; again += 1) {
        await insert(`block ${view}`)
        expect(await counts(), view).toEqual(complete)
      }
    }
  })

  test('before any view was filled is completed by the same block again', async () => {
    const all = await views()
    for (const view of all) await store.command(`DETACH TABLE ${view}`)
    await insert('block of all')
    for (const view of all) await store.command(`ATTACH TABLE ${view}`)
    expect(await totals(store)).toMatchObject({ events: 1000, actor_daily: 0 })
    for (let again = 0; again < 2; again += 1) {
      await insert('block of all')
      expect(await counts()).toEqual(complete)
    }
  })
})

test('every table that a view fills is compared here', async () => {
  const filled = await store.rows<{ query: string }>(
    "SELECT create_table_query AS query FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'",
  )
  const targets = filled.map(({ query }) => /\bTO (?:\w+\.)?(\w+)/.exec(query)?.[1])
  expect(targets.sort()).toEqual(
    [
      ...Object.keys(VIEW_TOTALS),
      'uniques_hourly',
      'content_people',
      'share_edges',
      'content',
      'content_first_described',
      'trends_arrivals',
    ].sort(),
  )
})
