import { readdirSync } from 'node:fs'
import { Content, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { EVENT_COLUMNS, EVENT_FIELDS } from '@trill/contract/event'
import { RETENTION_CLASS_NAMES } from '@trill/contract/retention'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { DEFAULT_PRIVACY } from '../../platform/privacy/verdict.ts'
import { consents } from '../consents/feature.ts'
import { dataRetention } from '../data-retention/feature.ts'
import { sweeperOf } from '../data-retention/retention-sweeper.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { BandCount, DataMapResponse, PrivacyOverviewResponse, ReviewsResponse } from './contract.ts'
import { GROUPS } from './data-groups.ts'
import { privacy } from './feature.ts'
import { coverageOf } from './overview.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 2, 28, 12)
let now = START
let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, erasures, dataRetention, privacy], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'main', name: 'Main <shop>' })
  await trill.addWorkspace({ id: 'empty' })
  await trill.addWorkspace({ id: 'demo', provenance: 'simulated' })
})
afterAll(() => trill?.close())

const headers = () => ({ authorization: `Bearer ${trill.secret}` })
const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  trill.inject({ method, url, headers: headers(), ...(payload && { payload }) })
const get = async <T>(path: string, workspace = 'main') => {
  const answer = await ask('GET', `/v1/privacy/${path}?workspace_id=${workspace}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<T>()
}
const overview = (workspace?: string) => get<PrivacyOverviewResponse>('overview', workspace)
const review = (workspace_id: string, note: string) => ask('POST', '/v1/privacy/reviews', { workspace_id, note })
const band = (bands: readonly BandCount[], name: string) => bands.find((one) => one.band === name)
const purpose = (bands: readonly BandCount[], name: string, of: string) => band(bands, name)?.purposes.find((one) => one.purpose === of)

async function record(statements: readonly object[]): Promise<void> {
  const proven = statements.map((statement) => ({ policy_version: '1', proof: 'banner 1', ...statement }))
  const answer = await ask('POST', '/v1/consents', { workspace_id: 'main', consents: proven })
  expect(answer.statusCode, answer.body).toBe(200)
}

let sent = 0
async function act(actors: readonly string[], daysAgo = 0): Promise<void> {
  const events = actors.map((actor_id) => {
    sent += 1
    return { message_id: `m${sent}`, type: 'view', actor_id, content_id: 'post', occurred_at: new Date(now - daysAgo * DAY).toISOString() }
  })
  const answer = await ask('POST', '/v1/events?workspace_id=main', events)
  expect(answer.statusCode, answer.body).toBe(200)
  await trill.platform.log.settle(10_000)
}

describe('in a workspace in which nothing happened', () => {
  test('everything is nothing, and nothing is overdue', async () => {
    const { consent, requests, review: state } = await overview('empty')
    expect(consent).toMatchObject({ from: '2026-02-27', to: '2026-03-28', active: { people: 0, is_estimate: false, counted: 0, every: 1 } })
    expect(consent.active.bands.map(({ people }) => people)).toEqual([0, 0, 0])
    expect(consent.recorded.people).toBe(0)
    expect(consent.suppressed).toEqual({ events: 0, reasons: [] })
    expect(requests).toEqual({ open: 0, overdue: 0, counts: [], next: [] })
    expect(state).toEqual({ last: null, due_at: '2026-04-28T12:00:00.000Z', is_overdue: false })
  })

  test('what was never searched is not called in time', async () => {
    await trill.platform.metadata.query("DELETE FROM retention_checks WHERE workspace_id = 'empty'")
    const { checks } = await overview('empty')
    expect(checks.map(({ verdict, checked_at }) => [verdict, checked_at])).toEqual(
      Array.from({ length: RETENTION_CLASS_NAMES.length }, () => ['never', null]),
    )
  })
})

describe('consent coverage', () => {
  beforeAll(async () => {
    await record([
      { actor_id: 'adult-1', purposes: { analytics: true, advertising: false }, age_band: '31+' },
      { actor_id: 'adult-2', purposes: { analytics: true, advertising: true }, age_band: '18-24' },
      { actor_id: 'refuser', purposes: { analytics: false }, age_band: '31+' },
      { actor_id: 'teen', purposes: { analytics: true, research: false }, age_band: '16-17', country: 'DE' },
      { actor_id: 'child', purposes: { analytics: true }, age_band: '0-12', country: 'DE', parental: true, proof: 'form 7' },
      { actor_id: 'child-alone', purposes: { analytics: true }, age_band: '0-12', country: 'DE' },
      { actor_id: 'ageless', purposes: { analytics: true } },
    ])
    await act(['adult-1', 'adult-1', 'adult-2', 'refuser', 'refuser', 'teen', 'child', 'child-alone', 'ageless', 'silent'])
    await act(['adult-2'], 29)
    await act(['long-gone'], 30)
  })

  test('who was active in 30 days is counted once, by age band, with and without a statement', async () => {
    const { active } = (await overview()).consent
    expect(active).toMatchObject({ people: 6, counted: 6, is_estimate: false })
    expect(active.bands.map(({ band: name, people, with_statement }) => [name, people, with_statement])).toEqual([
      ['adults', 2, 2],
      ['minors', 2, 2],
      ['unknown', 2, 1],
    ])
    expect(purpose(active.bands, 'adults', 'advertising')).toMatchObject({ granted: 1, refused: 1, never_asked: 0 })
    expect(purpose(active.bands, 'adults', 'profiling')).toMatchObject({ granted: 0, refused: 0, never_asked: 2 })
    expect(purpose(active.bands, 'unknown', 'analytics')).toMatchObject({ granted: 1, refused: 0, never_asked: 1 })
  })

  test('active minors are counted, and what each said beyond analytics is not linked with what they did', async () => {
    const { active, caveats } = (await overview()).consent
    expect(purpose(active.bands, 'minors', 'analytics')).toMatchObject({ granted: 2, not_linked: 0 })
    expect(purpose(active.bands, 'minors', 'research')).toMatchObject({ granted: 0, refused: 0, never_asked: 0, not_linked: 2 })
    expect(caveats.join(' ')).toContain('Active minors')
  })

  test('who refused is among the recorded, not among the active', async () => {
    const { recorded } = (await overview()).consent
    expect(recorded.people).toBe(7)
    expect(recorded.bands.map(({ band: name, people }) => [name, people])).toEqual([
      ['adults', 3],
      ['minors', 3],
      ['unknown', 1],
    ])
    expect(purpose(recorded.bands, 'adults', 'analytics')).toMatchObject({ granted: 2, refused: 1, never_asked: 0 })
    expect(purpose(recorded.bands, 'minors', 'research')).toMatchObject({ granted: 0, refused: 1, never_asked: 2, not_linked: 0 })
  })

  test('for every band and purpose the answers add up to the people', async () => {
    const { active, recorded } = (await overview()).consent
    for (const { people, purposes } of [...active.bands, ...recorded.bands])
      for (const { granted, refused, never_asked, not_linked } of purposes)
        expect(granted + refused + never_asked + not_linked).toBe(people)
  })

  test('events that were not kept are counted by reason', async () => {
    const { suppressed } = (await overview()).consent
    expect(suppressed.events).toBe(3)
    expect(suppressed.reasons.map(({ reason, events }) => [reason, events])).toEqual([
      ['consent_refused', 2],
      ['no_parental_consent', 1],
    ])
    expect(suppressed.reasons[0]?.label).toContain('refused')
  })

  test('of too many people a share is looked at, and the answer says that it is an estimate', async () => {
    const { active, caveats } = await coverageOf(trill.platform, 'main', now, 3)
    expect(active).toMatchObject({ people: 6, is_estimate: true, every: 2 })
    expect(active.counted).toBeLessThan(6)
    expect(active.bands.reduce((sum, { people }) => sum + people, 0)).toBe(active.counted)
    expect(caveats.at(-1)).toContain('One person in 2')
  })

  test('nothing of it comes into another workspace', async () => {
    expect((await overview('empty')).consent.recorded.people).toBe(0)
  })
})

describe('requests and searches', () => {
  test('open requests are counted by kind and state, those due first are named, and who they are about is not', async () => {
    const add = async (sql: string, state: string, daysAgo: number) =>
      trill.platform.metadata.query(sql, [state, new Date(now - daysAgo * DAY).toISOString()])
    const erasure = `INSERT INTO erasures (id, workspace_id, state, identifier_count, requested_at, due_at)
      VALUES (gen_random_uuid(), 'main', $1, 1, $2, $2::timestamptz + interval '1 month')`
    const archive = erasure.replace('erasures', 'person_exports')
    await add(erasure, 'done', 50)
    await add(archive, 'failed', 40)
    await add(archive, 'failed', 10)
    await add(archive, 'ready', 10)
    const { requests } = await overview()
    expect(requests.overdue).toBe(1)
    expect(requests.next.slice(0, 1)).toMatchObject([{ kind: 'export', state: 'failed', days_left: -12 }])
    expect(requests.counts).toContainEqual({ kind: 'export', state: 'failed', requests: 2, overdue: 1 })
    expect(requests.counts.some(({ state }) => state === 'ready' || state === 'done')).toBe(false)
    expect(requests.open).toBe(requests.counts.reduce((sum, { requests: open }) => sum + open, 0))
    expect(JSON.stringify(requests)).not.toMatch(/refuser|child/)
  })

  test('the last search is shown with the oldest row and its verdict, and is stale when it is not made any more', async () => {
    sweeperOf(trill.platform).wake()
    await sweeperOf(trill.platform).rest()
    const found = (await overview()).checks.find((one) => one.class === 'events')
    expect(found).toMatchObject({ days: 760, checked_at: new Date(now).toISOString(), overdue: 0, verdict: 'in_time' })
    expect(Date.parse(found?.oldest_at ?? '')).toBeLessThanOrEqual(now)
    expect(found?.rows).toBeGreaterThan(0)
    now += 4 * 3_600_000
    const later = (await overview()).checks
    expect(later.map(({ verdict }) => verdict)).toEqual(Array.from({ length: RETENTION_CLASS_NAMES.length }, () => 'stale'))
    now = START
  })

  test('rows that are overdue make the verdict late', async () => {
    now = START + 765 * DAY
    sweeperOf(trill.platform).wake()
    await sweeperOf(trill.platform).rest()
    const found = (await overview()).checks.find((one) => one.class === 'events')
    expect(found?.verdict).toBe('late')
    expect(found?.overdue).toBeGreaterThan(0)
    now = START
  })
})

describe('monthly reviews', () => {
  test('a month after the workspace was made the first is overdue; of simulated data none is', async () => {
    now = Date.UTC(2026, 3, 28, 12)
    expect((await overview('empty')).review.is_overdue).toBe(false)
    now += 1000
    expect((await overview('empty')).review).toMatchObject({ last: null, is_overdue: true })
    expect((await overview('demo')).review.is_overdue).toBe(false)
    const metrics = (await trill.inject({ url: '/metrics', headers: headers() })).body
    expect(metrics).toMatch(/^trill_privacy_reviews_overdue 2$/m)
  })

  test('whoever looked is recorded with a note and in the audit log, and the next is due a month later', async () => {
    now = Date.UTC(2026, 4, 31, 9)
    const { cookie } = await trill.signInAs('privacy_officer', 'empty')
    const answer = await trill.inject({
      method: 'POST',
      url: '/v1/privacy/reviews',
      headers: { cookie, 'x-trill-csrf': '1' },
      payload: { workspace_id: 'empty', note: '  All in time. ' },
    })
    expect(answer.statusCode, answer.body).toBe(201)
    const made = answer.json<ReviewsResponse>()
    expect(made).toMatchObject({ due_at: '2026-06-30T09:00:00.000Z', is_overdue: false })
    expect(made.reviews).toMatchObject([{ by: 'privacy_officer', note: 'All in time.', reviewed_at: '2026-05-31T09:00:00.000Z' }])
    const { rows } = await trill.platform.metadata.query<{ target: string; details: string }>(
      "SELECT target, details FROM audit_log WHERE action = 'privacy_review_record' AND outcome = 'success'",
    )
    expect(rows).toEqual([{ target: made.reviews[0]?.id, details: '{}' }])
    expect((await get<ReviewsResponse>('reviews', 'main')).reviews).toEqual([])
    now = START
  })

  test('a review by a key bears its name, and one by somebody who was removed stays', async () => {
    const key = { authorization: `Bearer ${await trill.createKey('admin', 'main')}` }
    await trill.inject({ method: 'POST', url: '/v1/privacy/reviews', headers: key, payload: { note: 'by a key' } })
    await trill.platform.metadata.query(
      "INSERT INTO privacy_reviews VALUES (gen_random_uuid(), 'main', $1, 'user', 'b5c1d9f2-0000-4000-8000-000000000000', 'long ago')",
      [new Date(now - DAY).toISOString()],
    )
    const { reviews, last } = await get<ReviewsResponse>('reviews', 'main')
    expect(reviews.map(({ by, note }) => [by, note])).toEqual([
      ['test admin', 'by a key'],
      ['Somebody who is gone', 'long ago'],
    ])
    expect(last?.note).toBe('by a key')
  })

  test('a note that says nothing is refused, and what PostgreSQL cannot keep is replaced', async () => {
    expect((await review('demo', '   ')).statusCode).toBe(400)
    expect((await review('demo', 'x'.repeat(2001))).statusCode).toBe(400)
    const made = (await review('demo', 'seen\u0000 <b>it</b>')).json<ReviewsResponse>()
    expect(made.reviews[0]).toMatchObject({ by: 'Command line', note: 'seen\uFFFD <b>it</b>' })
  })

  test('an analyst may neither look nor record', async () => {
    const { cookie } = await trill.signInAs('analyst', 'empty')
    for (const path of ['overview', 'data-map', 'reviews', 'impact-assessment', 'impact-assessment.json'])
      expect((await trill.inject({ url: `/v1/privacy/${path}?workspace_id=empty`, headers: { cookie } })).statusCode, path).toBe(403)
  })
})

describe('the data map', () => {
  const fieldsOf = (...names: string[]) =>
    GROUPS.filter(([name]) => names.includes(name)).flatMap(([, { fields }]) => fields.map(({ name }) => name))

  test('has every field of an event once, under how private it is', () => {
    const fields = fieldsOf('event_identifiers', 'event_words', 'event_facts')
    expect([...fields].sort()).toEqual([...EVENT_COLUMNS].sort())
    const personal = Object.entries(EVENT_FIELDS).flatMap(([name, { privacy: how }]) => (how === 'personal' ? [name] : []))
    expect(fieldsOf('event_words')).toEqual(personal)
  })

  test('has every field of content and every counter', () => {
    expect(fieldsOf('content')).toEqual(Object.keys(Content.properties))
    expect(fieldsOf('counters')).toEqual([...SNAPSHOT_COUNTERS, 'upvote_ratio'])
  })

  test('has every table of both stores, and none that is not there', async () => {
    const { events, metadata } = trill.platform
    const warehouse = await events.rows<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View' AND name NOT LIKE '.%'",
    )
    const mapped = (store: 'eventStore' | 'metadataStore') => [...new Set(GROUPS.flatMap(([, group]) => [...(group[store] ?? [])]))].sort()
    expect(mapped('eventStore')).toEqual(warehouse.map(({ name }) => name).sort())
    const { rows } = await metadata.query<{ table_name: string }>(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
    )
    expect(mapped('metadataStore')).toEqual(rows.map(({ table_name }) => table_name).sort())
  })

  test('has every file and folder of the data directory', async () => {
    const mapped = new Set(GROUPS.flatMap(([, { files = [] }]) => [...files]))
    expect(readdirSync(trill.platform.config.dataDir).filter((name) => !mapped.has(name))).toEqual([])
  })

  test('says for how long and who, as the settings and the table of permissions have it', async () => {
    const of = async (group: string) => (await get<DataMapResponse>('data-map')).groups.find((one) => one.group === group)
    expect(await of('event_identifiers')).toMatchObject({
      days: 760,
      roles: ['Owner', 'Admin', 'Analyst', 'Privacy officer', 'Owner of the installation'],
      keys: ['read', 'admin'],
    })
    expect((await of('event_identifiers'))?.legal_basis).toContain('the controller has to name on what basis')
    expect(await of('repeats')).toMatchObject({ roles: [], keys: [], days: 1826 })
    expect(await of('sign_ins')).toMatchObject({ roles: ['Whoever it is about'], keys: [] })
    await trill.platform.retention.change('main', { days: { events: 100 }, basis: '', now })
    await trill.platform.consents.change('main', {
      ...DEFAULT_PRIVACY,
      peopleWithoutRecord: 'suppress',
      withoutPermission: 'suppress',
      legitimateInterest: false,
    })
    expect(await of('event_words')).toMatchObject({ days: 100, kept: expect.stringContaining('of minors 30 days') })
    expect((await of('event_words'))?.legal_basis).toContain('are not stored')
  })
})
