import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observeCreators, seedCustomers } from '../../../test/seeds.ts'
import { namedTables } from '../../../test/table-names.ts'
import { ingest } from '../ingest/feature.ts'
import type { PersonExport, PersonRequestsResponse, Rectification } from './contract.ts'
import { ATTRIBUTES, LOCATED } from './erase.ts'
import { archivePath, removeExportsOf } from './export-record.ts'
import { exportRunnerOf } from './export-runner.ts'
import { erasures } from './feature.ts'
import { placeRows } from './place-rows.ts'
import { PLACES } from './places.ts'

const DAY = 86_400_000
let now = Date.UTC(2026, 2, 28, 12)
let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, erasures], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'main', name: 'Main <shop>' })
  const event = (n: number, fields: object) => ({ message_id: `m${n}`, type: 'view', occurred_at: '2026-03-28T10:00:00Z', ...fields })
  const events = [
    event(1, { actor_id: 'ann-12345', anonymous_id: 'ann-browser', country: 'ES', text: '<b>hi</b> @bob-12345', content_id: 'p1' }),
    event(2, { actor_id: 'ann-12345', country: 'FR', type: 'follow', target_id: 'bob-12345', properties: { city: 'Madird', n: 1 } }),
    event(3, { anonymous_id: 'ann-browser', type: 'share', content_id: 'p1' }),
    event(4, { actor_id: 'bob-12345', type: 'comment', text: 'what bob said of ann-12345' }),
    event(5, { actor_id: 'ann-12345', type: 'content_publish', content_id: 'own', properties: { title: '=1+1' } }),
    { actor_id: 'ann-12345', message_id: 'm6', type: 'view', nonsense: true },
    event(7, { actor_id: 'carol-12345', country: 'ES' }),
    event(8, { actor_id: 'ann-12345', type: 'identify', properties: { city: 'Oslo', invited_by: 'bob-12345' } }),
  ]
  const url = '/v1/events?workspace_id=main'
  await trill.inject({ method: 'POST', url, headers: { authorization: `Bearer ${trill.secret}` }, payload: events })
  await observeCreators(trill, 'main', [
    { creator_id: 'ann-12345', observed_at: '2026-03-28T10:00:00Z', followers: 10 },
    { creator_id: 'bob-12345', observed_at: '2026-03-28T10:00:00Z', followers: 20 },
  ])
  const ids = ['ann-12345', 'bob-12345']
  const change = (_: object, row: number) => ({ customer_id: ids[row], age: 31 + row })
  await seedCustomers(trill, 'main', { count: 2, provenance: 'imported', change })
})
afterAll(() => trill?.close())

const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  trill.inject({ method, url, headers: { authorization: `Bearer ${trill.secret}` }, ...(payload && { payload }) })

async function madeExport(identifiers: readonly string[]): Promise<PersonExport> {
  const answer = await ask('POST', '/v1/privacy/exports', { workspace_id: 'main', identifiers })
  expect(answer.statusCode).toBe(202)
  const { id } = answer.json<PersonExport>()
  return vi.waitFor(async () => {
    const made = (await ask('GET', `/v1/privacy/exports/${id}`)).json<PersonExport>()
    expect(made).toMatchObject({ state: 'ready', trouble: '' })
    return made
  }, 20_000)
}

/** The files of the archive, by name. */
async function unpacked(id: string): Promise<Map<string, Buffer>> {
  const answer = await ask('GET', `/v1/privacy/exports/${id}/archive`)
  expect(answer.statusCode).toBe(200)
  return filesOf(answer.rawPayload)
}

/** Reads the central directory of a ZIP (APPNOTE.TXT 4.3.12), and each file by it. */
function filesOf(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [number, number, number]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    files.set(name, inflateRawSync(zip.subarray(begin, begin + zip.readUInt32LE(at + 20))))
    at += 46 + nameLength + extraLength + commentLength
  }
  return files
}

test('every place that an erasure searches or changes is in the archive, by the same condition', () => {
  const places = placeRows(LOCATED)
  expect([...places.map(({ place }) => place), ATTRIBUTES]).toEqual(Object.keys(PLACES))
  const erased = readdirSync(new URL('.', import.meta.url))
    .filter((name) => /^erase-.*\.sql$/.test(name))
    .flatMap((name) => namedTables(readFileSync(new URL(name, import.meta.url), 'utf8')))
    // A sketch names nobody; the subjects are the search’s own.
    .filter((table) => !['uniques_hourly', 'content_people', 'erasures_subjects'].includes(table))
  expect(new Set(places.map(({ table }) => table))).toEqual(new Set(erased))
  for (const { sql } of places) expect(LOCATED).toContain(sql.slice(sql.indexOf('FROM')).trim())
})

test('an archive holds every row of the person as JSON and CSV, a page to read and the hash of each file, and nobody else', async () => {
  const made = await madeExport(['ann-12345'])
  expect(made.rows).toEqual({
    events: 5,
    'events of others': 1,
    actor_daily: expect.any(Number),
    share_edges: 1,
    content: 1,
    content_snapshots: 0,
    trends_posts: 0,
    youtube_trends_scores: 0,
    youtube_trends_analyses: 0,
    youtube_trends_matches: 0,
    creator_snapshots: 1,
    quarantine: 1,
    customers: 1,
    person_attributes: 2,
  })
  const files = await unpacked(made.id)
  const text = (name: string) => (files.get(name) as Buffer).toString()
  const manifest = JSON.parse(text('manifest.json')) as { files: { name: string; sha256: string; bytes: number }[]; rows: object }
  expect(manifest.rows).toEqual(made.rows)
  expect(manifest.files.map(({ name }) => name)).toContain('json/events-of-others.json')
  expect(manifest.files).toHaveLength(2 * Object.keys(PLACES).length + 1)
  for (const { name, sha256, bytes } of manifest.files) {
    const content = files.get(name) as Buffer
    expect([name, createHash('sha256').update(content).digest('hex'), content.length]).toEqual([name, sha256, bytes])
    expect(content.toString()).not.toContain('bob')
  }
  const events = JSON.parse(text('json/events.json')) as { message_id: string }[]
  expect(events.map(({ message_id }) => message_id).sort()).toEqual(['m1', 'm2', 'm3', 'm5', 'm8'])
  expect(text('csv/events.csv').trim().split('\r\n')).toHaveLength(6)
  expect(JSON.parse(text('json/customers.json'))).toMatchObject([{ customer_id: 'ann-12345', age: 31, provenance: 'imported' }])
  const said = { said_at: '2026-03-28T10:00:00.000Z', source: 'measured' }
  expect(JSON.parse(text('json/person_attributes.json'))).toEqual([
    { name: 'city', value: 'Oslo', ...said },
    { name: 'invited_by', value: expect.stringMatching(/^other-/), ...said },
  ])
  expect(text('csv/person_attributes.csv')).toContain('city,Oslo,2026-03-28T10:00:00.000Z,measured')
  expect(JSON.parse(text('json/content_snapshots.json'))).toEqual([])
  const page = text('index.html')
  expect(page).toContain('What Main &lt;shop&gt; holds of you')
  expect(page).toContain('&lt;b&gt;hi&lt;/b&gt;')
  expect(page).not.toMatch(/<b>hi|https?:|src=/)
})

test('an archive lies for the server alone and is gone after a day', async () => {
  const { id } = await madeExport(['ann-12345'])
  const path = archivePath(trill.platform.config.dataDir, id)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  now += DAY
  await exportRunnerOf(trill.platform).wake()
  expect(existsSync(path)).toBe(false)
  expect((await ask('GET', `/v1/privacy/exports/${id}/archive`)).statusCode).toBe(404)
  expect((await ask('GET', `/v1/privacy/exports/${id}`)).json<PersonExport>().state).toBe('expired')
})

test('whoever is erased is erased from archives too, by whichever identifier', async () => {
  const { id } = await madeExport(['ann-12345'])
  expect(await removeExportsOf(trill.platform, 'main', ['carol-12345'])).toBe(0)
  expect(await removeExportsOf(trill.platform, 'main', ['ann-browser'])).toBe(1)
  expect(existsSync(archivePath(trill.platform.config.dataDir, id))).toBe(false)
})

test('a wrong value is corrected in the person’s events and in nobody else’s', async () => {
  const body = { workspace_id: 'main', identifiers: ['ann-12345'] }
  const country = await ask('POST', '/v1/privacy/rectifications', { ...body, field: 'country', wrong: 'ES', right: 'PT' })
  expect(country.json<Rectification>()).toMatchObject({ state: 'done', rows_before: 1, rows_after: 0 })
  const city = { ...body, field: 'property', property: 'city', wrong: 'Madird', right: 'Madrid' }
  expect((await ask('POST', '/v1/privacy/rectifications', city)).json<Rectification>()).toMatchObject({ rows_before: 1, rows_after: 0 })
  const held = await trill.platform.events.rows('SELECT message_id, country, properties FROM events ORDER BY message_id')
  expect(held).toMatchObject([
    { message_id: 'm1', country: 'PT' },
    { message_id: 'm2', country: 'FR', properties: '{"city":"Madrid","n":1}' },
    { message_id: 'm3', country: '' },
    { message_id: 'm4' },
    { message_id: 'm5' },
    { message_id: 'm7', country: 'ES' },
    { message_id: 'm8', properties: '{"traits":["city","invited_by"]}' },
  ])
  const mutations = await trill.platform.events.rows<{ command: string }>('SELECT command FROM system.mutations')
  expect(JSON.stringify(mutations)).not.toMatch(/ann-12345|Madrid/)
})

test.each([
  [{ field: 'country', wrong: 'ES', right: 'Portugal' }],
  [{ field: 'text', wrong: '', right: 'better' }],
  [{ field: 'property', wrong: 'a', right: 'b' }],
])('a correction that cannot be is refused: %j', async (asked) => {
  const answer = await ask('POST', '/v1/privacy/rectifications', { workspace_id: 'main', identifiers: ['ann-12345'], ...asked })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request'])
})

test('all requests are listed with their deadline, and the overdue ones are counted', async () => {
  const list = (await ask('GET', '/v1/privacy/requests?workspace_id=main')).json<PersonRequestsResponse>()
  expect(new Set(list.requests.map(({ kind }) => kind))).toEqual(new Set(['export', 'rectification']))
  expect(list.overdue).toBe(0)
  await trill.platform.metadata.query("UPDATE person_rectifications SET state = 'failed', due_at = $1", [new Date(now - DAY).toISOString()])
  const later = (await ask('GET', '/v1/privacy/requests?workspace_id=main')).json<PersonRequestsResponse>()
  expect(later.overdue).toBe(2)
  expect(later.requests.find(({ kind }) => kind === 'rectification')).toMatchObject({ is_open: true, days_left: -1 })
  expect(await trill.platform.measurements.registry.metrics()).toContain('trill_privacy_requests_overdue 2')
})
