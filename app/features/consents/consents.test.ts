import type { AuditBreak } from '@trill/contract/audit-actions'
import { RETENTION_CLASSES } from '@trill/contract/retention'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { isUnlinked } from '../../platform/privacy/people.ts'
import { erasures } from '../erasures/feature.ts'
import { imports } from '../imports/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { ledger } from '../ledger/feature.ts'
import type { ConsentsResponse } from './contract.ts'
import { consents } from './feature.ts'

let trill: TestPlatform
let now = Date.parse('2026-03-01T12:00:00Z')

beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, erasures, imports, ledger], { platform: { now: () => now } })
  for (const id of ['main', 'strict', 'other']) await trill.addWorkspace({ id })
})
afterAll(() => trill?.close())

const headers = () => ({ authorization: `Bearer ${trill.secret}` })
const post = (url: string, payload: object, more: Record<string, string> = {}) =>
  trill.inject({ method: 'POST', url, headers: { ...headers(), ...more }, payload })
const record = (statement: object, workspace_id = 'main') =>
  post('/v1/consents', { workspace_id, consents: [{ policy_version: '2026-01', ...statement }] })
const standing = async (actorId: string, workspace = 'main') =>
  (
    await trill.inject({ url: `/v1/privacy/consents?workspace_id=${workspace}&actor_id=${actorId}`, headers: headers() })
  ).json() as ConsentsResponse

let sent = 0
async function send(event: object, more: Record<string, string> = {}, workspace = 'main') {
  sent += 1
  const message_id = `consents-${sent}`
  const answer = await post(`/v1/events?workspace_id=${workspace}`, [{ message_id, type: 'view', ...event }], more)
  await trill.platform.log.settle(10_000)
  const rows = await trill.platform.events.rows<Record<string, string>>('SELECT * FROM events WHERE message_id = {message_id:String}', {
    message_id,
  })
  return { answer: answer.json(), statusCode: answer.statusCode, row: rows[0] }
}

test('a fresh workspace stores everybody, and its settings say what that means', async () => {
  expect((await send({ actor_id: 'somebody' })).row?.actor_id).toBe('somebody')
  const settings = (await trill.inject({ url: '/v1/privacy/settings?workspace_id=main', headers: headers() })).json()
  expect(settings).toMatchObject({ people_without_record: 'store', without_permission: 'suppress', recorded_people: 0 })
  expect(settings.meaning[0]).toContain('minors whose age nobody recorded')
})

test('a refusal holds from the next event on, is counted as suppressed, and consent given later ends it', async () => {
  expect((await record({ actor_id: 'ada', purposes: { analytics: false } })).json()).toEqual({ recorded: 1 })
  const refused = await send({ actor_id: 'ada' })
  expect(refused).toMatchObject({ statusCode: 200, answer: { success: true, accepted: 0, suppressed: 1, rejected: [] }, row: undefined })
  expect((await send({ anonymous_id: 'ada' })).row).toBeUndefined()
  const counted = (await trill.inject({ url: '/v1/ledger?workspace_id=main', headers: headers() })).json()
  expect(counted.lines).toContainEqual({ result: 'suppressed', reason: 'consent_refused', events: 2 })
  expect(await trill.platform.measurements.registry.metrics()).toContain('result="suppressed",reason="consent_refused"} 2')
  now += 1000
  await record({ actor_id: 'ada', purposes: { analytics: true } })
  expect((await send({ actor_id: 'ada' })).row?.actor_id).toBe('ada')
})

test('a statement given before what is recorded changes nothing that is known', async () => {
  await record({ actor_id: 'late', purposes: { analytics: false } })
  await record({ actor_id: 'late', purposes: { analytics: true, research: true }, given_at: '2025-01-01T00:00:00Z' })
  expect((await standing('late')).purposes).toEqual({ analytics: false, research: true })
})

test('history goes when somebody withdraws, and the erasure says why', async () => {
  const before = await send({ actor_id: 'leaving' })
  expect(before.row?.actor_id).toBe('leaving')
  await record({ actor_id: 'leaving', purposes: { analytics: false } })
  await vi.waitFor(async () => {
    const left = await trill.platform.events.rows<{ n: number }>("SELECT count() AS n FROM events WHERE actor_id = 'leaving'")
    expect(left[0]?.n).toBe(0)
  }, 20_000)
  const listed = (await trill.inject({ url: '/v1/privacy/erasures?workspace_id=main', headers: headers() })).json()
  expect(listed.erasures.map(({ reason }: { reason: string }) => reason)).toContain('consent_withdrawn')
})

test('a child is not stored without a parent’s consent; with it, under a pseudonym and without words or places', async () => {
  await record({ actor_id: 'kid', age_band: '0-12', country: 'DE' })
  expect((await send({ actor_id: 'kid' })).answer).toMatchObject({ accepted: 0, suppressed: 1 })
  expect((await record({ actor_id: 'kid', parental: true })).statusCode).toBe(400)
  await record({ actor_id: 'kid', parental: true, proof: 'form 17', purposes: { analytics: true } })
  const { row } = await send({
    actor_id: 'kid',
    session_id: 'visit of kid',
    text: 'I am kid',
    referrer: 'https://social.example/kid?x=1',
    properties: { name: 'kid', score: 7, won: true, lat: 52.5 },
  })
  expect(row?.actor_id).toMatch(/^minor\.[\w-]{22}$/)
  expect(row).toMatchObject({ text: '', referrer: 'https://social.example', session_id: expect.stringMatching(/^minor\./) })
  expect(JSON.parse(row?.properties ?? '')).toEqual({ score: 7, won: true })
  const again = await send({ actor_id: 'friend', type: 'follow', target_id: 'kid', properties: { liked: 'kid' } })
  expect(again.row?.target_id).toBe(row?.actor_id)
  expect(JSON.stringify(again.row)).not.toContain('kid')
  const deep = { team: ['friend', { captain: 'kid', points: { kid: 3, friend: 4 } }], note: 'no skid marks', creator_name: 'Little one' }
  const named = await send({ actor_id: 'friend', text: 'kid', properties: deep })
  const name = row?.actor_id ?? ''
  expect(named.row?.text).toBe(name)
  expect(JSON.parse(named.row?.properties ?? '')).toEqual({
    team: ['friend', { captain: name, points: { [name]: 3, friend: 4 } }],
    note: 'no skid marks',
  })
})

test('what a minor did is kept as long as events of minors are, known by either identifier; what others did to them as long as others’', async () => {
  const days = ({ row }: { row: Record<string, string> | undefined }) =>
    (Date.parse(`${row?.expires_at?.replace(' ', 'T')}Z`) - now) / 86_400_000
  await record({ actor_id: 'young-browser', age_band: '13-15', country: 'SE', purposes: { analytics: true } })
  expect(days(await send({ actor_id: 'kid' }))).toBe(RETENTION_CLASSES.events_of_minors.days)
  expect(days(await send({ anonymous_id: 'young-browser' }))).toBe(RETENTION_CLASSES.events_of_minors.days)
  expect(days(await send({ actor_id: 'friend', anonymous_id: 'young-browser' }))).toBe(RETENTION_CLASSES.events_of_minors.days)
  expect(days(await send({ actor_id: 'friend', type: 'follow', target_id: 'kid' }))).toBe(RETENTION_CLASSES.events.days)
  expect(RETENTION_CLASSES.events_of_minors.days).toBeLessThan(RETENTION_CLASSES.events.days)
})

test('where the age of digital consent is 13, a 13-year-old consents alone; where it is 16, not', async () => {
  await record({ actor_id: 'teen-se', age_band: '13-15', country: 'SE', purposes: { analytics: true } })
  await record({ actor_id: 'teen-de', age_band: '13-15', country: 'DE', purposes: { analytics: true } })
  expect((await send({ actor_id: 'teen-se' })).answer).toMatchObject({ accepted: 1 })
  expect((await send({ actor_id: 'teen-de' })).answer).toMatchObject({ accepted: 0, suppressed: 1 })
  expect((await standing('teen-se')).uses).toContainEqual({ use: 'profiling', allowed: false, reason: 'minor' })
})

test('a key that stands in pages records no parent’s consent and lets no minor come of age', async () => {
  const key = await trill.createKey('write', 'main')
  const asSender = (statement: object) =>
    post('/v1/consents', { consents: [{ policy_version: '1', ...statement }] }, { authorization: `Bearer ${key}` })
  expect((await asSender({ actor_id: 'young', age_band: '13-15', purposes: { analytics: true } })).statusCode).toBe(200)
  expect((await asSender({ actor_id: 'young', parental: true, proof: 'believe me' })).statusCode).toBe(403)
  await asSender({ actor_id: 'young', age_band: '31+' })
  expect((await standing('young')).age_band).toBe('13-15')
  await record({ actor_id: 'young', age_band: '18-24' })
  expect((await standing('young')).age_band).toBe('18-24')
})

test('traits with a birthday record the age band and are stored nowhere', async () => {
  await post('/v1/identify?workspace_id=main', { messageId: 'b1', userId: 'born', traits: { birthday: '2016-05-04', plan: 'free' } })
  await post('/v1/identify?workspace_id=main', { messageId: 'b2', userId: 'grown', traits: { age: 40, plan: 'free' } })
  await trill.platform.log.settle(10_000)
  expect((await standing('born')).age_band).toBe('0-12')
  expect((await standing('grown')).age_band).toBe('31+')
  const rows = await trill.platform.events.rows<{ properties: string }>("SELECT properties FROM events WHERE message_id IN ('b1', 'b2')")
  expect(rows).toEqual([{ properties: '{"traits":["plan"]}' }])
})

test('Sec-GPC: 1 refuses advertising and profiling, and is recorded once', async () => {
  const first = await send({ actor_id: 'gpc' }, { 'sec-gpc': '1' })
  expect(first.row?.actor_id).toBe('gpc')
  await send({ actor_id: 'gpc' }, { 'sec-gpc': '1' })
  const { purposes, history } = await standing('gpc')
  expect(purposes).toEqual({ advertising: false, profiling: false })
  expect(history).toMatchObject([{ source: 'global_privacy_control', proof: 'Sec-GPC: 1' }])
})

test('an event’s own no counts for that event, natively and as Segment writes it; its yes does not undo a refusal', async () => {
  expect((await send({ actor_id: 'once', consent: { analytics: false } }, {}, 'other')).answer).toMatchObject({ suppressed: 1 })
  expect((await send({ actor_id: 'once' }, {}, 'other')).row?.actor_id).toBe('once')
  const context = { consent: { categoryPreferences: { Analytics: false, Advertising: true } } }
  const segment = await post('/v1/track?workspace_id=other', { event: 'View', userId: 'once', context })
  expect(segment.json()).toMatchObject({ accepted: 0, suppressed: 1 })
  await record({ actor_id: 'never', purposes: { analytics: false } }, 'other')
  expect((await send({ actor_id: 'never', consent: { analytics: true } }, {}, 'other')).answer).toMatchObject({ suppressed: 1 })
  expect((await send({ actor_id: 'once', consent: { shouting: true } }, {}, 'other')).statusCode).toBe(400)
})

test('a workspace may store nobody of whom nothing is recorded, or only without identity', async () => {
  const change = (people_without_record: string) =>
    trill.inject({
      method: 'PUT',
      url: '/v1/privacy/settings',
      headers: headers(),
      payload: {
        workspace_id: 'strict',
        people_without_record,
        without_permission: 'suppress',
        legitimate_interest: false,
        basis: 'Art. 25',
      },
    })
  expect((await change('suppress')).statusCode).toBe(200)
  expect((await send({ actor_id: 'stranger' }, {}, 'strict')).answer).toMatchObject({ accepted: 0, suppressed: 1 })
  await record({ actor_id: 'adult', age_band: '31+', purposes: { analytics: true } }, 'strict')
  expect((await send({ actor_id: 'adult' }, {}, 'strict')).row?.actor_id).toBe('adult')
  await change('store_without_identity')
  const { row } = await send({ actor_id: 'stranger', session_id: 's', text: 'me', target_id: 'adult' }, {}, 'strict')
  expect(row).toMatchObject({ actor_id: '', session_id: '', target_id: '', text: '' })
  expect(row?.anonymous_id).toMatch(/^unlinked\.[0-9a-f-]{36}$/)
  expect([isUnlinked(row?.anonymous_id), isUnlinked('stranger'), isUnlinked('')]).toEqual([true, false, false])
  const another = await send({ actor_id: 'stranger' }, {}, 'strict')
  expect(another.row?.anonymous_id).not.toBe(row?.anonymous_id)
  const records = await trill.platform.metadata.query("SELECT details FROM audit_log WHERE action = 'privacy_settings_change'")
  expect(records.rows[0]?.details).toContain('Art. 25')
})

test('a refused event that names a protected person leaves no payload', async () => {
  await send({ actor_id: 'kid', nickname: 'kid' })
  await send({ actor_id: 'friend', nickname: 'kid' })
  const rows = await trill.platform.events.rows<{ payload: string; message: string }>(
    "SELECT payload, message FROM quarantine WHERE workspace_id = 'main'",
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain('kid')
})

test('an import says how many rows were not stored, because their people may not be', async () => {
  const lines = ['never', 'someone'].map((actor_id, at) => JSON.stringify({ message_id: `import-${at}`, type: 'view', actor_id }))
  const begun = await trill.inject({
    method: 'POST',
    url: '/v1/imports?workspace_id=other&format=events&name=rows.ndjson',
    headers: { ...headers(), 'content-type': 'application/octet-stream' },
    payload: lines.join('\n'),
  })
  await vi.waitFor(async () => {
    const state = (await trill.inject({ url: `/v1/imports/${begun.json().id}`, headers: headers() })).json()
    expect(state).toMatchObject({ status: 'done', rows_read: 2, rows_accepted: 1, rows_rejected: 0 })
    expect(state.notes).toContainEqual(expect.objectContaining({ code: 'suppressed', count: 1 }))
  }, 20_000)
})

test('what is recorded holds after a restart, and the ledger names nobody', async () => {
  const { consents: recorded, metadata } = trill.platform
  const { rows } = await metadata.query('SELECT * FROM consents')
  expect(JSON.stringify(rows)).not.toMatch(/leaving|teen-se|"kid"/)
  const before = recorded.peopleOf('main').recorded
  await recorded.load()
  expect(recorded.peopleOf('main').recorded).toBe(before)
  expect((await standing('kid')).parental_consent).toBe(true)
})

test('the ledger is whole until somebody changes it, and says where', async () => {
  const verify = async () =>
    (await trill.inject({ url: '/v1/privacy/consents/verification', headers: headers() })).json() as {
      is_whole: boolean
      broken: { sequence: number; reason: AuditBreak } | null
    }
  expect((await verify()).is_whole).toBe(true)
  const { metadata } = trill.platform
  await expect(metadata.query("UPDATE consents SET purposes = '{}' WHERE sequence = 2")).rejects.toThrow(/append-only/)
  await metadata.query('ALTER TABLE consents DISABLE TRIGGER consents_append_only')
  await metadata.query(`UPDATE consents SET purposes = '{"analytics":true,"advertising":true}' WHERE sequence = 2`)
  expect((await verify()).broken).toEqual({ sequence: 2, reason: 'changed' })
})
