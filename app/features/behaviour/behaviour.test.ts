import type { AgeBandName } from '@trill/contract/age-bands'
import type { Consent } from '@trill/contract/consent'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { ActorsResponse, CatalogueResponse, ContentsResponse } from './contract.ts'
import { behaviour } from './feature.ts'

const PEOPLE: readonly (readonly [string, AgeBandName, Consent])[] = [
  ['grown', '25-30', { analytics: true, profiling: true }],
  ['silent', '25-30', { analytics: true }],
  ['refusing', '31+', { analytics: true, profiling: false }],
  ['young', '16-17', { analytics: true, profiling: true }],
  ['quiet', '25-30', { analytics: true, profiling: true }],
]

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, behaviour], { platform: { now: () => Date.parse('2026-11-20T12:00:00Z') } })
  await trill.addWorkspace({ id: 'studio' })
  const statements = PEOPLE.map(([actorId, ageBand, purposes]) => ({
    ...{ actorId, ageBand, purposes, country: 'DE', policyVersion: '1', proof: 'form' },
    givenAt: Date.parse('2026-01-01T00:00:00Z'),
  }))
  await trill.platform.consents.record('studio', statements, 'administrator')
  const on = (actor_id: string, content_id: string, type = 'view') => ({ type, actor_id, content_id, occurred_at: '2026-11-19T10:00:00Z' })
  await sendEvents(trill, 'studio', [
    ...['grown', 'silent', 'refusing', 'young', 'stranger'].map((person) => on(person, 'open')),
    on('grown', 'open', 'content_publish'),
    on('grown', 'few', 'content_publish'),
    on('silent', 'few'),
    on('young', 'youth', 'content_publish'),
    on('grown', 'youth'),
  ])
})
afterAll(() => trill?.close())

async function ask<T>(path: string, payload: object, cookie?: string): Promise<{ status: number; json: T }> {
  const headers =
    cookie === undefined ? { authorization: `Bearer ${await trill.createKey('read', 'studio')}` } : { cookie, 'x-trill-csrf': '1' }
  const answer = await trill.inject({ method: 'POST', url: path, headers, payload: { workspace_id: 'studio', ...payload } })
  return { status: answer.statusCode, json: answer.json() as T }
}

test('the catalogue is answered with the SQL of each feature', async () => {
  const { version, features } = await read<CatalogueResponse>(trill, 'studio', '/v1/features')
  expect([version, features.length]).toEqual(['1.0', 127])
  expect(features.filter(({ sql }) => sql === '')).toEqual([])
  expect(features.find(({ name }) => name === 'sessions_28d')).toMatchObject({ about: 'actor', unit: 'count', window: '28d' })
})

test('features of a person are given of adults who consented to profiling, and of nobody else', async () => {
  const actor_ids = ['grown', 'silent', 'refusing', 'young', 'stranger', 'quiet']
  const { json } = await ask<ActorsResponse>('/v1/features/actors', { actor_ids })
  expect(json).toMatchObject({ version: '1.0', as_of: '2026-11-20T12:00:00.000Z' })
  const [grown, ...others] = json.items
  expect(grown).toMatchObject({
    actor_id: 'grown',
    outcome: { status: 'computed', features: { events_7d: 4, posts_28d: 2, views_28d: 2 } },
  })
  expect(others.map(({ outcome }) => outcome)).toEqual([
    { status: 'refused', reason: 'no_consent' },
    { status: 'refused', reason: 'consent_refused' },
    { status: 'refused', reason: 'minor' },
    { status: 'refused', reason: 'minor' },
    { status: 'insufficient_data', needed: 1, seen: 0, of: 'events in the 90 days before' },
  ])
})

test('a minor is not found under the name their events are stored by either', async () => {
  const stored = await trill.platform.events.rows<{ name: string }>(
    "SELECT any(actor_id) AS name FROM events WHERE startsWith(actor_id, 'minor.')",
  )
  const { json } = await ask<ActorsResponse>('/v1/features/actors', { actor_ids: [stored[0]?.name] })
  expect(json.items[0]?.outcome).toEqual({ status: 'refused', reason: 'minor' })
})

test('features of a post are given, but of those of minors and of those with too few people and minors among them', async () => {
  const { json } = await ask<ContentsResponse>('/v1/features/contents', { content_ids: ['few', 'open', 'youth', 'nothing'] })
  expect(json.items).toMatchObject([
    { outcome: { status: 'computed', features: { viewers: 1, views: 1 } } },
    { outcome: { status: 'refused', reason: 'small_group' } },
    { outcome: { status: 'refused', reason: 'minor' } },
    { outcome: { status: 'insufficient_data', needed: 1, seen: 0 } },
  ])
})

test('who may not read single events gets no features of people, and those of posts about enough people only', async () => {
  const { cookie } = await trill.signInAs('viewer', 'studio')
  expect((await ask('/v1/features/actors', { actor_ids: ['grown'] }, cookie)).status).toBe(403)
  const { json } = await ask<ContentsResponse>('/v1/features/contents', { content_ids: ['few'] }, cookie)
  expect(json.items[0]?.outcome).toEqual({ status: 'refused', reason: 'small_group' })
})

test('the export holds who consented and posts that may be shown, as CSV', async () => {
  const headers = { authorization: `Bearer ${await trill.createKey('read', 'studio')}` }
  const linesOf = async (about: string) => {
    const answer = await trill.inject({ url: `/v1/features/export?about=${about}`, headers })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    return answer.body
      .trim()
      .split('\r\n')
      .map((line) => line.split(','))
  }
  const people = await linesOf('actor')
  expect(people.map(([id, ...values]) => [id, values.length])).toEqual([
    ['actor_id', 85],
    ['grown', 85],
  ])
  expect((await linesOf('content')).map(([id]) => id)).toEqual(['content_id', 'few'])
})

test('a moment that is still to come is refused', async () => {
  expect(await ask('/v1/features/contents', { content_ids: ['few'], as_of: '2026-11-21T00:00:00Z' })).toMatchObject({ status: 400 })
})
