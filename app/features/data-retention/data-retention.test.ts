import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyTables } from '../../../test/event-log.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import { lastRetentionChecks } from '../../platform/privacy/retention-checks.ts'
import { ingest } from '../ingest/feature.ts'
import { ledger } from '../ledger/feature.ts'
import type { ClassState, DataRetentionResponse } from './contract.ts'
import { dataRetention } from './feature.ts'
import { sweeperOf } from './retention-sweeper.ts'

const DAY = 86_400_000
/** The event store deletes by the time of the machine: what is young now must be young to it too. */
const NOW = Date.now()
let now = NOW
let sent = 0
let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, ledger, dataRetention], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'main' })
  await trill.addWorkspace({ id: 'long' })
})
beforeEach(async () => {
  now = NOW
  await sweeperOf(trill.platform).rest()
  await emptyTables(trill.platform.events)
})
afterAll(() => trill.close())

const headers = () => ({ authorization: `Bearer ${trill.secret}` })

/** One event of each of two people, and one that is refused, which arrived so many days ago. */
async function arrived(daysAgo: number, workspace = 'main'): Promise<void> {
  now = NOW - daysAgo * DAY
  const events = [1, 2].map((n) => {
    sent += 1
    return { message_id: `m${sent}`, type: 'share', actor_id: `u${n}`, content_id: 'post' }
  })
  const payload = [...events, { type: 'view', actor_id: 'u1' }]
  await trill.inject({ method: 'POST', url: `/v1/events?workspace_id=${workspace}`, headers: headers(), payload })
  await trill.platform.log.settle(10_000)
  now = NOW
}

async function choose(days: object, { workspace_id = 'main', basis = '' } = {}) {
  const answer = await trill.inject({
    method: 'PUT',
    url: '/v1/privacy/retention',
    headers: headers(),
    payload: { workspace_id, days, ...(basis && { basis }) },
  })
  await sweeperOf(trill.platform).rest()
  return answer
}

async function read(workspace = 'main'): Promise<DataRetentionResponse> {
  return (await trill.inject({ url: `/v1/privacy/data-retention?workspace_id=${workspace}`, headers: headers() })).json()
}

async function classOf(name: string, workspace = 'main'): Promise<ClassState | undefined> {
  return (await read(workspace)).classes.find((one) => one.class === name)
}

/** Rows in the files of a table: a mask over rows would not make them fewer. */
async function onDisk(table: string): Promise<number> {
  const sql = 'SELECT sum(rows) AS n FROM system.parts WHERE database = currentDatabase() AND active AND table = {table:String}'
  return (await trill.platform.events.rows<{ n: number }>(sql, { table }))[0]?.n ?? -1
}

const merge = async (...tables: string[]) => {
  for (const table of tables) await trill.platform.events.command(`OPTIMIZE TABLE ${table} FINAL`)
}
const figures = async () => (await trill.platform.events.rows<{ n: number }>('SELECT sum(events) AS n FROM content_daily'))[0]?.n

test('a workspace starts with the defaults, and with nothing stored all is well', async () => {
  const state = await read('long')
  expect(state).toMatchObject({ workspace_id: 'long', state: 'ok', trouble: '' })
  expect(state.classes.map(({ class: name, days, rows, oldest_at }) => [name, days, rows, oldest_at])).toEqual([
    ['events', 760, 0, null],
    ['events_of_minors', 30, 0, null],
    ['figures', 1826, 0, null],
    ['figures_of_minors', 394, 0, null],
    ['quarantine', 30, 0, null],
    ['ledger', 1826, 0, null],
    ['import_files', 30, 0, null],
  ])
})

test('the oldest row is shown, and when the next is due', async () => {
  await arrived(10)
  await arrived(5)
  expect(await classOf('events')).toMatchObject({
    rows: 12,
    oldest_at: new Date(Math.floor((NOW - 10 * DAY) / 1000) * 1000).toISOString(),
    next_at: new Date(Math.floor((NOW + 750 * DAY) / 1000) * 1000).toISOString(),
    due: 0,
    overdue: 0,
    state: 'ok',
  })
})

test('events expire by what their workspace had chosen when they arrived; figures and the ledger stay', async () => {
  expect((await choose({ events: 1000 }, { workspace_id: 'long', basis: 'Contract 7 with the research partner' })).statusCode).toBe(200)
  await arrived(800, 'long')
  await arrived(800, 'main')
  await arrived(100, 'main')
  const [ledgerBefore, figuresBefore] = [await onDisk('ingest_ledger'), await figures()]
  await merge('events', 'actor_daily', 'share_edges')
  const left = await trill.platform.events.rows('SELECT workspace_id, count() AS n FROM events GROUP BY ALL ORDER BY ALL')
  expect(left).toEqual([
    { workspace_id: 'long', n: 2 },
    { workspace_id: 'main', n: 2 },
  ])
  expect(await onDisk('events')).toBe(4)
  expect(await onDisk('actor_daily')).toBe(4)
  expect(await onDisk('share_edges')).toBe(4)
  expect(await figures()).toBe(figuresBefore)
  expect(await onDisk('ingest_ledger')).toBe(ledgerBefore)
})

test('a shorter time deletes what is due by it at once, of that workspace only, and shortens the rest', async () => {
  await arrived(200)
  await arrived(50)
  await arrived(200, 'long')
  expect((await choose({ events: 100 })).statusCode).toBe(200)
  const sql = "SELECT workspace_id, dateDiff('day', received_at, expires_at) AS days, count() AS n FROM events GROUP BY ALL ORDER BY ALL"
  expect(await trill.platform.events.rows(sql)).toEqual([
    { workspace_id: 'long', days: 1000, n: 2 },
    { workspace_id: 'main', days: 100, n: 2 },
  ])
  for (const table of ['actor_daily', 'share_edges']) {
    const rows = await trill.platform.events.rows('SELECT workspace_id, count() AS n FROM {table:Identifier} GROUP BY ALL ORDER BY ALL', {
      table,
    })
    expect(rows, table).toEqual([
      { workspace_id: 'long', n: 2 },
      { workspace_id: 'main', n: 2 },
    ])
  }
  expect(await classOf('events')).toMatchObject({ days: 100, state: 'ok' })
})

test('a longer time holds for events that are still there, and needs a basis beyond the default', async () => {
  await arrived(50)
  await choose({ events: 300 })
  const days = "SELECT DISTINCT dateDiff('day', received_at, expires_at) AS days FROM events"
  expect(await trill.platform.events.rows(days)).toEqual([{ days: 300 }])
  const refused = await choose({ events: 1500 })
  expect(refused.statusCode).toBe(400)
  expect(refused.json()).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('basis') })
  expect((await choose({ events: 1500 }, { basis: 'Statutory retention of contracts' })).statusCode).toBe(200)
  expect(await trill.platform.events.rows(days)).toEqual([{ days: 1500 }])
  const { rows } = await trill.platform.metadata.query<{ details: string }>(
    "SELECT details FROM audit_log WHERE action = 'retention_change' ORDER BY sequence DESC LIMIT 1",
  )
  expect(JSON.parse(rows[0]?.details ?? '')).toMatchObject({ days: { events: 1500 }, basis: 'Statutory retention of contracts' })
})

test('customers are kept as events are, from the load of their table', async () => {
  for (const daysAgo of [200, 50]) {
    now = NOW - daysAgo * DAY
    await seedCustomers(trill, 'main', { count: 3, observedOn: daysAgo === 200 ? '2026-01-01' : '2026-02-01' })
  }
  now = NOW
  const days =
    "SELECT toString(observed_on) AS day, dateDiff('day', loaded_at, expires_at) AS days, count() AS n FROM customers GROUP BY ALL"
  await choose({ events: 100 })
  expect(await trill.platform.events.rows(days)).toEqual([{ day: '2026-02-01', days: 100, n: 3 }])
  expect((await classOf('events'))?.places).toEqual([{ place: 'customers', rows: 3, overdue: 0 }])
  await choose({ events: 700 })
  expect(await trill.platform.events.rows(days)).toEqual([{ day: '2026-02-01', days: 700, n: 3 }])
})

test('nobody relaxes what cannot be relaxed', async () => {
  for (const days of [{ events_of_minors: 31 }, { events: 1827 }, { figures: 3653 }, { quarantine: 91 }, { events: 0 }, { nothing: 5 }, {}])
    expect((await choose(days, { basis: 'It would be convenient for us' })).statusCode, JSON.stringify(days)).toBe(400)
  await choose({ events: 20 })
  expect(await classOf('events_of_minors')).toMatchObject({ days: 20 })
  await choose({ events: 760 })
})

test('figures, quarantine and ledger are deleted by what the workspace chose', async () => {
  await arrived(40)
  await arrived(0)
  await trill.platform.events.command('ALTER TABLE content_hourly UPDATE stored_on = today() - 100 WHERE hour < now() - INTERVAL 20 DAY')
  expect(await classOf('quarantine')).toMatchObject({ rows: 2, due: 1, overdue: 1, state: 'late' })
  await choose({ figures: 60, ledger: 30 })
  expect(await classOf('quarantine')).toMatchObject({ rows: 1, due: 0, state: 'ok' })
  expect(await onDisk('quarantine')).toBe(1)
  expect(await onDisk('content_hourly')).toBe(1)
  expect(await classOf('ledger')).toMatchObject({ days: 30, due: 0 })
  await choose({ figures: 1826, ledger: 1826 })
})

test('figures of hours and of posts’ days with minors in them go after 13 months, those of adults stay', async () => {
  await emptyTables(trill.platform.events)
  const payload = ['minor.pip', 'ann'].map((actor_id) => ({
    message_id: `figures of ${actor_id}`,
    type: 'view',
    actor_id,
    content_id: `post of ${actor_id}`,
    occurred_at: new Date(NOW - (actor_id === 'ann' ? 3 : 30) * 3_600_000).toISOString(),
  }))
  await trill.inject({ method: 'POST', url: '/v1/events?workspace_id=main', headers: headers(), payload })
  await trill.platform.log.settle(10_000)
  const tables = ['content_hourly', 'content_daily', 'platform_quarter_hourly', 'uniques_hourly', 'content_people']
  expect(await classOf('figures_of_minors')).toMatchObject({ rows: 5, due: 0, state: 'ok' })
  expect(await classOf('figures')).toMatchObject({ rows: 5, due: 0, state: 'ok' })
  for (const table of tables)
    await trill.platform.events.command(['ALTER TABLE', table, 'UPDATE stored_on = today() - 400 WHERE 1'].join(' '))
  expect(await classOf('figures_of_minors')).toMatchObject({ rows: 5, due: 5, overdue: 5, state: 'late' })
  sweeperOf(trill.platform).wake()
  await sweeperOf(trill.platform).rest()
  expect(await classOf('figures_of_minors')).toMatchObject({ rows: 0, state: 'ok' })
  for (const table of tables) expect(await onDisk(table), table).toBe(1)
  const [left] = await trill.platform.events.rows('SELECT content_id FROM content_hourly')
  expect(left).toEqual({ content_id: 'post of ann' })
})

test('what each sweep finds is kept, class by class', async () => {
  await arrived(10)
  sweeperOf(trill.platform).wake()
  await sweeperOf(trill.platform).rest()
  const kept = await lastRetentionChecks(trill.platform.metadata, 'main')
  const { classes } = await read()
  expect(kept).toHaveLength(classes.length)
  for (const { class: name, days, rows, oldest_at, overdue, state } of classes)
    expect(kept).toContainEqual({ class: name, days, rows, oldest_at, overdue, state, checked_at: new Date(NOW).toISOString() })
})

test('rows that are due and do not go are an alert a day later', async () => {
  const { events, measurements } = trill.platform
  await events.command('SYSTEM STOP TTL MERGES events')
  try {
    await arrived(759)
    now = NOW + 1.5 * DAY
    expect(await classOf('events')).toMatchObject({ due: 6, overdue: 0, state: 'ok' })
    now = NOW + 2.5 * DAY
    expect(await read()).toMatchObject({ state: 'late' })
    expect((await classOf('events'))?.places).toContainEqual({ place: 'events', rows: 2, overdue: 2 })
    sweeperOf(trill.platform).wake()
    await sweeperOf(trill.platform).rest()
    expect(await measurements.registry.metrics()).toMatch(/trill_retention_overdue_rows\{class="events"\} [1-9]/)
  } finally {
    await events.command('SYSTEM START TTL MERGES events')
  }
})

test('files of ended imports go when they are due; those of a running one stay', async () => {
  const directory = join(trill.platform.config.dataDir, 'imports')
  mkdirSync(directory, { recursive: true })
  const ids = { done: '018f3b5a-0000-7000-8000-000000000001', running: '018f3b5a-0000-7000-8000-000000000002' }
  for (const [status, id] of Object.entries(ids)) {
    const sql = "INSERT INTO imports (id, workspace_id, format, name, fingerprint, status) VALUES ($1, 'main', 'events', 'f', '', $2)"
    await trill.platform.metadata.query(sql, [id, status])
    const path = join(directory, `${id}.rejects.csv`)
    writeFileSync(path, 'line')
    utimesSync(path, (NOW - 40 * DAY) / 1000, (NOW - 40 * DAY) / 1000)
  }
  expect(await classOf('import_files')).toMatchObject({ rows: 1, due: 1, overdue: 1, state: 'late' })
  sweeperOf(trill.platform).wake()
  await sweeperOf(trill.platform).rest()
  expect(await classOf('import_files')).toMatchObject({ rows: 0, state: 'ok' })
})

test('who may read figures sees it; only who manages privacy changes it', async () => {
  const { cookie } = await trill.signInAs('viewer', 'main')
  const url = '/v1/privacy/data-retention?workspace_id=main'
  expect((await trill.inject({ url, headers: { cookie } })).statusCode).toBe(200)
  const payload = { workspace_id: 'main', days: { events: 100 } }
  const changed = await trill.inject({ method: 'PUT', url: '/v1/privacy/retention', headers: { cookie, 'x-trill-csrf': '1' }, payload })
  expect(changed.statusCode).toBe(403)
})

test('attributes of people are kept as long as events, from the latest word about them; then their keys are destroyed', async () => {
  const { personAttributes, metadata } = trill.platform
  const identified = async (daysAgo: number, actor_id: string) => {
    now = NOW - daysAgo * DAY
    sent += 1
    const payload = [{ message_id: `m${sent}`, type: 'identify', actor_id, properties: { city: 'Bonn' } }]
    await trill.inject({ method: 'POST', url: '/v1/events?workspace_id=main', headers: headers(), payload })
    now = NOW
  }
  await choose({ events: 760 })
  await identified(770, 'long-gone')
  await identified(770, 'seen-again')
  await identified(700, 'seen-again')
  await identified(700, 'minor.AAAAAAAAAAAAAAAAAAAAAA')
  await identified(759.5, 'nearly')
  expect((await classOf('events'))?.places).toContainEqual({ place: 'person_attributes', rows: 3, overdue: 1 })
  expect((await classOf('events_of_minors'))?.places).toContainEqual({ place: 'person_attributes_of_minors', rows: 1, overdue: 1 })
  await choose({ events: 750 })
  expect(await personAttributes.count('main', ['long-gone', 'nearly', 'minor.AAAAAAAAAAAAAAAAAAAAAA'])).toBe(0)
  expect(await personAttributes.count('main', ['seen-again'])).toBe(1)
  expect((await metadata.query('SELECT 1 FROM person_keys')).rowCount).toBe(1)
  expect((await classOf('events'))?.places).toContainEqual({ place: 'person_attributes', rows: 1, overdue: 0 })
})
