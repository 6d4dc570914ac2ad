import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../app/platform/clickhouse/embedded.ts'
import type { EventStore, QueryParameters } from '../app/platform/clickhouse/event-store.ts'
import { migrateEventStore } from '../app/platform/clickhouse/migrate.ts'
import { openServer } from '../app/platform/clickhouse/server.ts'
import { startClickHouseOverHttp } from './clickhouse-over-http.ts'
import { filesUnder, readText } from './repository.ts'
import { createdTables } from './table-names.ts'

const DAY_MILLISECONDS = 86_400_000
const SEEDED_AT = Date.UTC(2026, 2, 28)
const ID = '018f3b5a-0000-7000-8000-000000000001'

/** A value for every parameter of every query. */
const TYPICAL: QueryParameters = {
  workspace_id: 'main',
  time_zone: 'Europe/Madrid',
  from: '2026-03-28',
  to: '2026-03-30',
  previous_from: '2026-03-25',
  previous_day: '2026-03-26',
  previous_until: '2026-03-26T12:34:56',
  platforms: ['web', 'youtube'],
  types: ['view', 'like', 'comment', 'share', 'save'],
  whole_hours: true,
  hourly: true,
  events_max: 50,
  content_id: 'post-1',
  content_ids: ['post-1', 'post-2'],
  search: 'o',
  sort: 'title',
  order: 'desc',
  limit: 10,
  offset: 0,
  first_seconds: SEEDED_AT / 1000,
  last_seconds: (SEEDED_AT + DAY_MILLISECONDS) / 1000,
  first: SEEDED_AT,
  last: SEEDED_AT + DAY_MILLISECONDS,
  stamps: [SEEDED_AT],
  observed_at: [SEEDED_AT, SEEDED_AT + DAY_MILLISECONDS],
  first_milliseconds: SEEDED_AT,
  last_milliseconds: SEEDED_AT + DAY_MILLISECONDS,
  after_milliseconds: SEEDED_AT,
  after_message_id: 'message-1',
  with_minors: false,
  after_id: ID,
  ids: [ID],
  reason: 'missing_field',
  replayed: false,
  replayed_at_milliseconds: SEEDED_AT,
  batch_id: 'batch-1',
  values_id: 'batch-1 values',
  field: 'country',
  property: 'city',
  until_milliseconds: SEEDED_AT,
  tables: ['events'],
  changed_seconds: SEEDED_AT / 1000,
  every: 1,
  now_seconds: SEEDED_AT / 1000,
  late_seconds: SEEDED_AT / 1000 - 86_400,
  days: 100,
  version: '2.0',
  keywords: ['one', 'two'],
  viral_min: 10,
  viral_max: 100,
  run_id: ID,
  days_before: 760,
  event_days: 760,
  minor_days: 30,
  figure_days: 1826,
  minor_figure_days: 394,
  quarantine_days: 30,
  ledger_days: 1826,
  again_seconds: 30,
  first_id: 'post-1',
  kind: 'topic',
  kinds: ['hashtag', 'topic'],
  term: 'one',
  terms: ['one', 'two'],
  category: '',
  platform: 'youtube',
  uses_min: 1,
  score_uses_min: 20,
  from_seconds: SEEDED_AT / 1000,
  end_seconds: (SEEDED_AT + DAY_MILLISECONDS) / 1000,
  by: 'platform',
  creator_id: '',
  campaign_id: '',
  country: '',
  with_followers: true,
  per_post: true,
  creators: ['somebody'],
  horizon_milliseconds: 7 * DAY_MILLISECONDS,
  size_min: 1,
  wanted: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  prior_successes: 2,
  prior_failures: 38,
  numerator: [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  as_of_milliseconds: SEEDED_AT + DAY_MILLISECONDS,
  session_pause_milliseconds: 1_800_000,
  actors: ['person-1'],
  contents: ['post-1'],
  provenance: 'simulated',
  observed_on: '2026-03-28',
  platform_primary: '',
  days_of_month: 30.44,
  tenure_bands: [0, 4, 7, 13, 25, 49],
  engagement_below: 0.3,
  churn_from: 0.7,
  account_type: '',
  gender: '',
  location: '',
  observed_days: ['2026-03-28'],
  before_milliseconds: SEEDED_AT,
  segment: '',
  segments: ['unclear', 'new', 'champions', 'engaged', 'steady', 'valuable_at_risk', 'fading', 'at_risk'],
  column: 'age',
  width: 5,
  bins: 20,
  direction: -1,
  sort_column: 'total_revenue_month_usd',
  after_place: '-1e308',
  after_churn: '-1e308',
  after_engagement: '0',
  load_id: 'load-1',
  published_milliseconds: SEEDED_AT,
  names: ['person-1'],
  denominator: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}

const files = filesUnder('app').filter((path) => path.endsWith('.sql') && !path.includes('/migrations/'))
const migrations = filesUnder('app/warehouse/migrations')
const data = mkdtempSync(join(tmpdir(), 'trill-sql-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

describe('every query', () => {
  test('was found', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  test.each(files)('%s says in its first line what it answers, and binds what it is given', (path) => {
    expect(readText(path)).toMatch(/^-- \S/)
    expect(readText(path)).not.toContain('${')
  })

  // For `time < toDateTime(…)` the engine’s index analysis looks no further than the whole second before, and so
  // leaves out rows of the last milliseconds; for a time of the same precision it does not.
  test.each([...files, ...migrations])('%s compares times of milliseconds with times of milliseconds', (path) => {
    expect(readText(path)).not.toMatch(/(occurred|observed|received)_at\s*(<|>|<=|>=)\s*toDateTime\(/)
  })

  test.each(files)('%s takes no parameter without a typical value here', (path) => {
    expect(parametersOf(path).filter((name) => TYPICAL[name] === undefined)).toEqual([])
  })

  test('uses every typical value', () => {
    const used = new Set(files.flatMap(parametersOf))
    expect(Object.keys(TYPICAL).filter((name) => !used.has(name))).toEqual([])
  })
})

test('the warehouse’s README tells of every table and view that is read', () => {
  const readme = readText('app/warehouse/README.md')
  const tables = migrations.flatMap((path) => createdTables(readText(path))).filter((name) => !name.endsWith('_view'))
  expect(tables).toContain('content_growth')
  expect(tables.filter((name) => !readme.includes(`\`${name}\``) && !readme.includes(`\`${name}(`))).toEqual([])
})

const ENGINES = [
  { engine: 'the embedded engine', start: startEmbedded },
  { engine: 'a server’s client', start: startServer },
]

describe.each(ENGINES)('on $engine', ({ engine, start }) => {
  let store: EventStore
  let stop: () => Promise<void>
  beforeAll(async () => {
    ;({ store, stop } = await start(join(data, engine)))
    await migrateEventStore(store)
  })
  afterAll(() => stop())

  test.each(files)('%s runs on empty tables', (path) => run(path, store))

  describe('after a seed', () => {
    beforeAll(() => seed(store))

    test.each(files)('%s runs on seeded tables', (path) => run(path, store))
  })
})

function parametersOf(path: string): string[] {
  return [...readText(path).matchAll(/\{(\w+):\w+/g)].flatMap(([, name]) => name ?? [])
}

async function run(path: string, store: EventStore): Promise<void> {
  const sql = readText(path)
  const bound = Object.fromEntries(parametersOf(path).map((name) => [name, TYPICAL[name] ?? null]))
  if (/^(INSERT|ALTER)\b/m.test(sql)) await store.command(sql, bound)
  else expect(Array.isArray(await store.rows(sql, bound))).toBe(true)
}

async function seed(store: EventStore): Promise<void> {
  await store.command(`INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, parent_message_id, platform, properties, received_at, provenance)
    SELECT 'main', concat('message-', toString(number)), ['view', 'like', 'share', 'content_publish', 'page'][number % 5 + 1],
      toDateTime64('2026-03-26 00:00:00', 3, 'UTC') + number * 600, concat('person-', toString(number % 17)), if(number % 7 = 0, '', concat('post-', toString(number % 3))),
      if(number % 10 = 2, concat('message-', toString(number - 5)), ''), ['web', 'ios'][number % 2 + 1], '{"title":"One"}', toDateTime64('2026-03-28 00:00:00', 3, 'UTC') + number, 'measured'
    FROM numbers(600)`)
  await store.command(`INSERT INTO content_snapshots
    (workspace_id, content_id, observed_at, platform, views, likes, dislikes, comments, shares, saves, provenance, received_at)
    SELECT 'main', concat('post-', toString(number % 4)), toDateTime64('2026-03-26 00:00:00', 3, 'UTC') + number * 3600, 'youtube', number * 10, if(number % 3 = 0, NULL, number), NULL, 1, NULL, NULL, 'imported', now64(3)
    FROM numbers(100)`)
  await store.command(`INSERT INTO customers (workspace_id, provenance, observed_on, customer_id, load_id, loaded_at, age, gender, tenure_months, churn_30_day, total_revenue_month_usd)
    SELECT 'main', 'simulated', toDate('2026-03-28'), concat('person-', toString(number)), 'load-1', toDateTime64('2026-03-28 00:00:00', 3, 'UTC'),
      18 + number % 40, ['Male', 'Female', ''][number % 3 + 1], number % 84, if(number % 5 = 0, NULL, number % 2), number / 7
    FROM numbers(200)`)
  await store.command("INSERT INTO customer_loads VALUES ('main', 'simulated', '2026-03-28', '', 0)")
  await store.command(
    `INSERT INTO quarantine
    SELECT 'main', if(number = 0, toUUID({id:String}), generateUUIDv4()), toDateTime64('2026-03-28 00:00:00', 3, 'UTC') + number, 'events', '', 'missing_field', 'type', 'type is missing', '{}', NULL
    FROM numbers(5)`,
    { id: ID },
  )
}

async function startEmbedded(path: string) {
  const store = await openEmbedded(path)
  return { store, stop: () => store.close() }
}

async function startServer(path: string) {
  const own = process.env.TRILL_TEST_CLICKHOUSE_URL === undefined ? await startClickHouseOverHttp(path) : undefined
  const store = await openServer(process.env.TRILL_TEST_CLICKHOUSE_URL ?? own?.url ?? '')
  return {
    store,
    stop: async () => {
      await store.close()
      await own?.close()
    },
  }
}
