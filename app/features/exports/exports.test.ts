import type { CustomerValues } from '@trill/contract/customer-row'
import { CUSTOMER_SEGMENTS, type CustomerColumnName } from '@trill/contract/customers'
import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import { consents } from '../consents/feature.ts'
import { contents } from '../contents/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { query } from '../query/feature.ts'
import type { ExportState } from './contract.ts'
import { exports } from './feature.ts'

const HOSTILE = '=HYPERLINK("https://example.org","press")'
const AUDITED = "SELECT details FROM audit_log WHERE action = 'export' AND target = $1"
const DAYS = { from: '2026-11-01', to: '2026-11-02' }
let trill: TestPlatform
let local: { authorization: string }

beforeAll(async () => {
  trill = await startTestPlatform([ingest, contents, consents, query, exports])
  local = { authorization: `Bearer ${trill.secret}` }
  const key = await trill.createKey('write', 'main')
  const events = Array.from({ length: 6 }, (_, index) => ({
    message_id: `message-${index}`,
    type: index === 0 ? 'content_publish' : 'view',
    actor_id: index === 5 ? 'child' : `actor-${index}`,
    content_id: 'post-1',
    platform: index === 4 ? 'tiktok' : 'web',
    occurred_at: `2026-11-0${index === 3 ? 2 : 1}T10:00:0${index}Z`,
    ...(index === 1 && { text: HOSTILE, value: -2.5 }),
    properties: index === 0 ? { title: HOSTILE } : {},
  }))
  const later = { ...events[1], message_id: 'later', occurred_at: '2026-11-03T00:00:00Z' }
  await trill.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { authorization: `Bearer ${key}` },
    payload: [...events, later],
  })
})
afterAll(() => trill.close())

const post = (url: string, payload: object = {}, headers: Record<string, string> = local) =>
  trill.inject({ method: 'POST', url, headers, payload })
const ask = async (asked: object) => (await post('/v1/exports', { workspace_id: 'main', ...asked })).json() as ExportState
const stateOf = async (id: string) => (await trill.inject({ url: `/v1/exports/downloads/${id}`, headers: local })).json() as ExportState
const fileOf = async ({ href }: ExportState) => (await trill.inject({ url: href, headers: local })).rawPayload

describe('events', () => {
  it('of a period leave as Parquet, as they are, with what they are', async () => {
    const asked = await ask({ what: 'events', format: 'parquet', ...DAYS })
    expect(asked).toMatchObject({ status: 'ready', rows: 6, file_name: 'trill-events-2026-11-01-to-2026-11-02.parquet' })
    const { buffer } = Uint8Array.from(await fileOf(asked))
    const rows = await parquetReadObjects({ file: buffer })
    expect(rows.map(({ message_id }) => message_id).sort()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `message-${index}`))
    expect(rows.find(({ message_id }) => message_id === 'message-1')).toMatchObject({
      occurred_at: '2026-11-01T10:00:01.000Z',
      text: HOSTILE,
      value: -2.5,
      provenance: 'measured',
    })
    const facts = Object.fromEntries((parquetMetadata(buffer).key_value_metadata ?? []).map(({ key, value }) => [key, value]))
    expect(facts).toMatchObject({ ...DAYS, platforms: 'all', status: 'measured', definition: 'events', n: '6' })
    expect(await stateOf(asked.id)).toMatchObject({ status: 'done', written_rows: 6, written_bytes: buffer.byteLength })
  })

  it('leave by platform, again as often as wanted, and no formula is run', async () => {
    const asked = await ask({ what: 'events', format: 'csv', platform: 'web', ...DAYS })
    const once = await fileOf(asked)
    const rows = parse(once, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(5)
    expect(rows.find(({ message_id }) => message_id === 'message-1')?.text).toBe(`'${HOSTILE}`)
    expect(await fileOf(asked)).toEqual(once)
    const [data, about] = await readXlsxFile(await fileOf(await ask({ what: 'events', format: 'xlsx', ...DAYS })))
    expect(data?.data.flat()).toContain(HOSTILE)
    expect(Object.fromEntries(about?.data ?? [])).toMatchObject({ status: 'measured', n: 6 })
  })

  it('are for those who may read single events', async () => {
    const { cookie } = await trill.signInAs('viewer', 'main')
    const headers = { cookie, 'x-trill-csrf': '1' }
    const refused = await post('/v1/exports', { workspace_id: 'main', what: 'events', format: 'csv', ...DAYS }, headers)
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'forbidden'])
    const asked = await ask({ what: 'events', format: 'csv', ...DAYS })
    expect((await trill.inject({ url: asked.href, headers: { cookie } })).statusCode).toBe(403)
    expect((await post('/v1/exports', { workspace_id: 'main', what: 'contents', format: 'csv', ...DAYS }, headers)).statusCode).toBe(201)
  })
})

it('content leaves with its provenance', async () => {
  const asked = await ask({ what: 'contents', format: 'json', ...DAYS })
  const { about, rows } = JSON.parse((await fileOf(asked)).toString())
  expect(rows).toEqual([expect.objectContaining({ content_id: 'post-1', title: HOSTILE, views: 5, provenance: 'measured' })])
  expect(about).toMatchObject({ sort: 'views', status: 'measured', n: 1 })
})

describe('customers', () => {
  const rowsIn = async (asked: object) => {
    const exported = await ask({ what: 'customers', format: 'json', ...asked })
    const file = JSON.parse((await fileOf(exported)).toString()) as { about: object; rows: Record<string, unknown>[] }
    return { ...file, exported }
  }
  let seeded: readonly CustomerValues[]

  beforeAll(async () => {
    for (const id of ['made', 'crm']) await trill.addWorkspace({ id })
    seeded = await seedCustomers(trill, 'made', { count: 300 })
    const change = (customer: CustomerValues, row: number) => ({ ...customer, customer_id: `person-${row}` })
    await seedCustomers(trill, 'crm', { count: 20, provenance: 'imported', change })
  })

  it('leave with every column, a missing number as none, in the order of their ids', async () => {
    const { about, rows, exported } = await rowsIn({ workspace_id: 'made' })
    expect(exported).toMatchObject({ rows: 300, file_name: expect.stringMatching(/^trill-customers-simulated-.*\.json$/) })
    expect(about).toMatchObject({ observed_on: '2026-03-28', status: 'simulated', n: 300 })
    const byId = new Map(seeded.map((customer) => [customer.customer_id, customer]))
    expect(rows.map(({ customer_id: id }) => id)).toEqual([...byId.keys()].sort())
    for (const { customer_id: id, provenance, ...row } of rows) {
      expect(provenance).toBe('simulated')
      for (const [name, value] of Object.entries(row)) expect(value, name).toEqual(byId.get(id)?.[name as CustomerColumnName] ?? null)
    }
  })

  it('leave as the filters of the page have them', async () => {
    const { about, rows, exported } = await rowsIn({ workspace_id: 'made', gender: 'Female', account_type: 'Premium' })
    const chosen = seeded.filter(({ gender, account_type: plan }) => gender === 'Female' && plan === 'Premium')
    expect(rows.map(({ customer_id: id }) => id)).toEqual(chosen.map(({ customer_id: id }) => id).sort())
    expect(exported.rows).toBe(chosen.length)
    expect(about).toMatchObject({ 'filter gender': 'Female', 'filter account_type': 'Premium' })
    const { rows: champions } = await rowsIn({ workspace_id: 'made', segment: 'champions' })
    expect(champions.length).toBeGreaterThan(0)
    expect(champions.every(({ engagement_score: score }) => Number(score) >= 0.5)).toBe(true)
  })

  it('leave without what is foretold of those who did not consent to profiling, nor with the segment they are in', async () => {
    const said = { policyVersion: '1', givenAt: Date.now(), proof: '' } as const
    const agrees = { ...said, actorId: 'person-3', ageBand: '31+', purposes: { profiling: true, analytics: true } } as const
    await trill.platform.consents.record('crm', [agrees, { ...said, actorId: 'person-4', purposes: { analytics: false } }], 'administrator')
    const { rows } = await rowsIn({ workspace_id: 'crm' })
    expect(rows).toHaveLength(19)
    expect(rows.filter(({ churn_probability: churn }) => churn !== null).map(({ customer_id: id }) => id)).toEqual(['person-3'])
    const bySegment: Record<string, unknown>[] = []
    for (const segment of Object.keys(CUSTOMER_SEGMENTS)) bySegment.push(...(await rowsIn({ workspace_id: 'crm', segment })).rows)
    expect(bySegment.map(({ customer_id: id }) => id)).toEqual(['person-3'])
  })
})

it('what a query finds leaves with its text, up to 100,000 rows', async () => {
  const asked = await ask({ what: 'query', format: 'csv', sql: "SELECT number AS n, '=1' AS word FROM numbers(12000)" })
  expect(asked.rows).toBe(12_000)
  const rows = parse(await fileOf(asked), { bom: true }) as string[][]
  expect([rows.length, rows[0], rows[12_000]]).toEqual([12_001, ['n', 'word'], ['11999', "'=1"]])
  const tooMany = await post('/v1/exports', { workspace_id: 'main', what: 'query', format: 'csv', sql: 'SELECT * FROM numbers(100001)' })
  expect(tooMany.json()).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('more than 100000 rows') })
})

it('what is asked wrongly is said at once', async () => {
  const refusals = [{ what: 'secrets' }, { what: 'events' }, { what: 'contents', ...DAYS, sort: 'nothing' }, { what: 'query' }]
  for (const asked of refusals) expect((await post('/v1/exports', { workspace_id: 'main', format: 'csv', ...asked })).statusCode).toBe(400)
  expect((await post('/v1/exports', { workspace_id: 'main', what: 'customers', format: 'csv' })).statusCode).toBe(404)
  expect((await trill.inject({ url: '/v1/exports/downloads/018f3b5a-0000-7000-8000-000000000001/file', headers: local })).statusCode).toBe(
    404,
  )
})

describe('a long export', () => {
  const MANY =
    "INSERT INTO events (workspace_id, message_id, type, occurred_at, received_at, provenance) SELECT 'many', toString(number), 'view', toDateTime64('2026-11-01 00:00:00', 3) + number / 10, now64(3), 'simulated' FROM numbers(60000)"

  beforeAll(async () => {
    await trill.addWorkspace({ id: 'many' })
    await trill.platform.events.command(MANY)
  })

  it('is read as it is taken, shows how far it is, and can be cancelled and begun again', async () => {
    const address = await trill.listen()
    const asked = await ask({ workspace_id: 'many', what: 'events', format: 'ndjson', ...DAYS })
    const response = await fetch(`${address}${asked.href}`, { headers: local })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    const half = await stateOf(asked.id)
    expect(half).toMatchObject({ status: 'running', rows: 60_000 })
    expect(half.written_rows).toBeGreaterThan(0)
    expect(half.written_rows).toBeLessThan(60_000)
    expect((await trill.inject({ url: asked.href, headers: local })).json()).toMatchObject({ code: 'too_many_exports' })
    const other = await ask({ what: 'events', format: 'csv', ...DAYS })
    expect((await trill.inject({ url: other.href, headers: local })).statusCode).toBe(503)
    expect(await stateOf(other.id)).toMatchObject({ status: 'failed', error: 'Another export is under way.' })
    expect(await stateOf(asked.id)).toMatchObject({ status: 'running' })
    await post(`/v1/exports/downloads/${asked.id}/cancel`)
    await expect(async () => {
      for (;;) if ((await reader.read()).done) break
    }).rejects.toThrow()
    await vi.waitFor(async () => expect(await stateOf(asked.id)).toMatchObject({ status: 'cancelled' }))
    expect((await fileOf(asked)).toString().trimEnd().split('\n')).toHaveLength(60_000)
    expect(await stateOf(asked.id)).toMatchObject({ status: 'done', written_rows: 60_000 })
  })
})

it('every download is in the audit log, with what and how much', async () => {
  const asked = await ask({ what: 'events', format: 'csv', ...DAYS })
  await fileOf(asked)
  await vi.waitFor(async () => {
    const found = await trill.platform.metadata.query<{ details: string }>(AUDITED, [asked.id])
    expect(found.rows.map(({ details }) => JSON.parse(details))).toEqual([
      expect.objectContaining({ what: 'events', format: 'csv', rows: 6 }),
    ])
  })
})

it('events of minors are left out, also those stored before their age was known', async () => {
  const said = { actor_id: 'child', policy_version: '1', age_band: '13-15', country: 'SE', purposes: { analytics: true } }
  expect((await post('/v1/consents', { workspace_id: 'main', consents: [said] })).statusCode).toBe(200)
  const file = (await fileOf(await ask({ what: 'events', format: 'ndjson', ...DAYS }))).toString()
  expect(file).not.toContain('child')
  expect(file.trimEnd().split('\n')).toHaveLength(5)
})
