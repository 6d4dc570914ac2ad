import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { consents } from '../consents/feature.ts'
import type { DryRunResponse, Erasure } from '../erasures/contract.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { VersionsResponse } from '../models/contract.ts'
import { models } from '../models/feature.ts'
import { keeperOf } from '../models/model-keeper.ts'
import { pseudonyms } from '../pseudonyms/feature.ts'
import type { EngagementResponse, Outcome } from './contract.ts'
import { engagementPredictions } from './feature.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-20T12:00:00Z')
const WEEKS = 12
/** Of these every tenth said nothing about research, and another tenth refuses profiling. */
const PEOPLE = 450
let now = NOW - WEEKS * 7 * DAY

let trill: TestPlatform
let headers: { authorization: string }
beforeAll(async () => {
  const features = [ingest, consents, erasures, pseudonyms, models, engagementPredictions]
  trill = await startTestPlatform(features, { platform: { now: () => now } })
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'shop')}` }
  await send('PUT', '/v1/privacy/settings', {
    ...{ workspace_id: 'shop', people_without_record: 'store', without_permission: 'suppress', legitimate_interest: false },
    ...{ pseudonymous_ids: true, basis: 'Art. 25 GDPR' },
  })
  await send('POST', '/v1/consents', { workspace_id: 'shop', consents: Array.from({ length: PEOPLE }, (_, n) => consentOf(n)) })
  for (let week = 0; week < WEEKS; week += 1) await live(week)
}, 120_000)
afterAll(() => trill?.close())

async function send<T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<T> {
  const { statusCode, body } = await trill.inject({ method, url, headers, ...(payload && { payload }) })
  expect([url, statusCode < 300, body.slice(0, 300)]).toEqual([url, true, expect.any(String)])
  return (body === '' ? null : JSON.parse(body)) as T
}

function consentOf(n: number): object {
  const purposes = { analytics: true, research: n % 10 !== 9, profiling: n % 10 !== 8 }
  return { actor_id: `person-${n}`, purposes, age_band: '31+', policy_version: '1', given_at: new Date(now).toISOString(), proof: 'form' }
}

/** A third comes in most weeks, a third came and left, a third comes on every other day by chance. Each week arrives as it is over. */
async function live(week: number): Promise<void> {
  const events = Array.from({ length: PEOPLE * 7 }, (_, step) => ({ person: step % PEOPLE, day: week * 7 + Math.floor(step / PEOPLE) }))
    .filter(({ person, day }) => comes(person, day))
    .map(({ person, day }) => ({
      message_id: `visit-${person}-${day}`,
      type: ['view', 'like', 'comment'][(person + day) % 3],
      occurred_at: new Date(NOW - WEEKS * 7 * DAY + day * DAY + 3_600_000 + person * 60_000).toISOString(),
      actor_id: `person-${person}`,
      content_id: `post-${(person * 7 + day) % 50}`,
      platform: 'web',
    }))
  now += 7 * DAY
  for (let from = 0; from < events.length; from += 1000) await send('POST', '/v1/events?workspace_id=shop', events.slice(from, from + 1000))
  await trill.platform.log.settle(20_000)
}

function comes(person: number, day: number): boolean {
  const chance = (Math.imul(person * 977 + day * 131 + 7, 2_654_435_761) >>> 8) % 100
  if (person % 3 === 0) return (day + person) % 7 === 0 && chance < 85
  if (person % 3 === 1) return day < WEEKS * 7 - 7 - ((person * 13) % 70) && chance < 80
  return chance < 50
}

async function predict(...actor_ids: string[]): Promise<EngagementResponse> {
  return send('POST', '/v1/predictions/engagement', { workspace_id: 'shop', actor_ids })
}

type Predicted = Extract<Outcome, { status: 'predicted' }>

test('it learns from those alone who agreed to research, whatever they are called in the store', { timeout: 60_000 }, async () => {
  const held = `SELECT uniqExact(actor_id) AS people, countIf(NOT match(actor_id, '^p1\\\\.')) AS plain FROM events WHERE workspace_id = 'shop'`
  expect(await trill.platform.events.rows(held, {})).toEqual([{ people: PEOPLE, plain: 0 }])
  const { id } = await send<{ id: string }>('POST', '/v1/models/engagement-7d/train', { workspace_id: 'shop' })
  await keeperOf(trill.platform).runner.rest()
  expect(await send('GET', `/v1/models/engagement-7d/trainings/${id}`)).toMatchObject({ outcome: 'promoted', error: null })
  const { versions } = await send<VersionsResponse>('GET', '/v1/models/engagement-7d/versions')
  const [version] = versions
  // Of those active in the 90 days before.
  const studied = Array.from({ length: PEOPLE }, (_, n) => n).filter((n) => n % 10 !== 9).length
  expect(version?.hold_out_rows).toBe(studied)
  const { brier } = version?.figures ?? {}
  expect(brier?.value as number).toBeLessThan(version?.baselines['recency alone']?.brier?.value as number)
  const document = await send<object>('GET', '/v1/models/engagement-7d/versions/1/document')
  expect(JSON.stringify(document)).not.toMatch(/person-|p1\./)
})

test('a person asked for by the identifier the sender uses is told from others, with reasons; nobody who refused profiling', async () => {
  const { model, items } = await predict('person-0', 'person-1', 'person-8', 'stranger')
  expect(model).toMatchObject({ name: 'engagement-7d', version: 1 })
  const [weekly, gone, refused, stranger] = items.map(({ outcome }) => outcome) as [Predicted, Predicted, Outcome, Outcome]
  expect([weekly.status, gone.status]).toEqual(['predicted', 'predicted'])
  expect(weekly.probability - gone.probability).toBeGreaterThan(0.3)
  expect(weekly.reasons[0]?.text).toMatch(/probability\.$/)
  expect(refused).toMatchObject({ status: 'refused', reason: 'consent_refused' })
  expect(stranger).toMatchObject({ status: 'refused', reason: 'minor' })
})

test('after a change of keys the same is said, by the older pseudonym, while its key is held', async () => {
  const before = (await predict('person-0')).items[0]?.outcome as Predicted
  await send('POST', '/v1/privacy/pseudonym-keys/rotate', { workspace_id: 'shop', re_link_days: 30, basis: 'Every spring' })
  const after = (await predict('person-0')).items[0]?.outcome as Predicted
  expect(after.probability).toBe(before.probability)
})

test('an erasure finds the person and the versions that may have known them, and proves it', { timeout: 60_000 }, async () => {
  const asked = { workspace_id: 'shop', identifiers: ['person-0'] }
  const dry = await send<DryRunResponse>('POST', '/v1/privacy/erasures', { ...asked, dry_run: true })
  expect(JSON.stringify(dry)).toContain('engagement-7d')
  const { id } = await send<Erasure>('POST', '/v1/privacy/erasures', asked)
  const found = () => send<Erasure>('GET', `/v1/privacy/erasures/${id}`)
  await vi.waitFor(async () => expect((await found()).state).toBe('done'), { timeout: 50_000, interval: 200 })
  const { rows_before, rows_after, receipt } = await found()
  expect([(rows_before?.events ?? 0) > 0, rows_after?.events ?? 0, receipt?.models_marked?.map(({ version }) => version)]).toEqual([
    true,
    0,
    [1],
  ])
  expect((await predict('person-0')).items[0]?.outcome).toMatchObject({ status: 'insufficient_data', needed: 1 })
})
