import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { OutcomeWatch } from '../../platform/models/outcome-watch.ts'
import { packed } from '../../platform/privacy/standing.ts'
import { models } from '../models/feature.ts'
import { actionsFor } from './actions.ts'
import type { EngagementResponse, Outcome } from './contract.ts'
import { engagementPredictions } from './feature.ts'
import { intervalOf, scoreOf } from './model.ts'
import { inWords, type Reason } from './reasons.ts'
import { resolverOf } from './resolver.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const WEEK = 7 * 86_400_000
let now = NOW
const PEOPLE = 420

let trill: TestPlatform
let headers: { authorization: string }
beforeAll(async () => {
  trill = await startTestPlatform([models, engagementPredictions], { platform: { now: () => now } })
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'shop')}` }
  await trill.platform.events.command(VISITS, { now: NOW, people: PEOPLE })
  const people = trill.platform.consents.peopleOf('shop')
  const grown = packed({ ageBand: '31+', parentalConsent: false, consent: { analytics: true, profiling: true, research: true } })
  for (let n = 0; n < PEOPLE; n += 1) people.put(people.hashOf(`person-${n}`), grown)
  people.put(people.hashOf('quiet'), grown)
  people.put(people.hashOf('private'), packed({ ageBand: '31+', parentalConsent: false, consent: { research: true, profiling: false } }))
  people.put(people.hashOf('young'), packed({ ageBand: '16-17', parentalConsent: false, consent: { profiling: true } }))
})
afterAll(() => trill?.close())

async function predict(...actor_ids: string[]): Promise<EngagementResponse> {
  const answer = await trill.inject({ method: 'POST', url: '/v1/predictions/engagement', headers, payload: { actor_ids } })
  expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([200, expect.any(String)])
  return answer.json() as EngagementResponse
}

async function train(): Promise<{ status: string; outcome: string; error: string | null }> {
  const url = '/v1/models/engagement-7d'
  const { id } = (await trill.inject({ method: 'POST', url: `${url}/train`, headers, payload: {} })).json()
  for (;;) {
    const run = (await trill.inject({ url: `${url}/trainings/${id}`, headers })).json()
    if (run.finished_at !== null) return run
    await pause(50)
  }
}

type Predicted = Extract<Outcome, { status: 'predicted' }>

const ACTIVE_BEFORE = `SELECT uniqExact(actor_id) AS people FROM events
  WHERE workspace_id = 'shop' AND startsWith(actor_id, 'person-') AND occurred_at <= fromUnixTimestamp64Milli({now:Int64})
    AND occurred_at >= fromUnixTimestamp64Milli({now:Int64}) - toIntervalDay(90)`

test('without a model it says what is lacking, and of whom nothing is said in any case', async () => {
  const { model, base_rate, items } = await predict('person-0', 'private', 'young', 'stranger')
  expect([model, base_rate]).toEqual([null, null])
  expect(items.map(({ outcome }) => outcome)).toEqual([
    { status: 'insufficient_data', needed: 300, seen: 0, of: 'people in each week whose following week is known, to learn from' },
    { status: 'refused', reason: 'consent_refused', why: 'The person refused the purpose or withdrew from it.' },
    { status: 'refused', reason: 'minor', why: 'The person is under 18, or their age is not known.' },
    { status: 'refused', reason: 'minor', why: 'The person is under 18, or their age is not known.' },
  ])
})

test('it learns from past weeks, beats the base rate and recency alone on the newest, and goes live', { timeout: 60_000 }, async () => {
  expect(await train()).toMatchObject({ status: 'done', outcome: 'promoted', error: null })
  const version = (await trill.inject({ url: '/v1/models/engagement-7d/versions/1', headers })).json()
  expect(version.findings).toMatchObject({ suspicious: false, telling: [], noise: { verdict: 'learnable' }, provenance: null })
  expect(Object.keys(version.baselines).sort()).toEqual(['base rate', 'recency alone'])
  expect(version.figures.brier.value).toBeLessThan(version.baselines['recency alone'].brier.value)
  expect(version.split).toEqual({ kind: 'time', boundary: '2026-11-13T12:00:00.000Z' })
})

test('who comes every week is told from who has left, with reasons in words and what could be done', async () => {
  const { model, base_rate, horizon_days, provenance, items } = await predict('person-0', 'person-1', 'quiet', 'private')
  expect([model, horizon_days, provenance]).toEqual([
    { name: 'engagement-7d', version: 1, promoted_at: new Date(NOW).toISOString() },
    7,
    'measured',
  ])
  expect(base_rate).toBeGreaterThan(0.3)
  const [weekly, gone, quiet, refused] = items.map(({ outcome }) => outcome) as [Predicted, Predicted, Outcome, Outcome]
  expect(weekly.probability).toBeGreaterThan(0.8)
  expect(gone.probability).toBeLessThan(0.2)
  for (const { probability, lower, upper, score, as_of, reasons } of [weekly, gone]) {
    expect(lower <= probability && probability <= upper).toBe(true)
    expect(score >= 0 && score <= 100).toBe(true)
    expect(as_of).toBe(new Date(NOW).toISOString())
    expect(reasons.length).toBeGreaterThan(0)
  }
  expect(gone.score).toBeLessThan(weekly.score)
  expect(gone.reasons[0]).toMatchObject({
    effect: 'lowers',
    text: expect.stringMatching(/^[A-Z].+ \(.+\): .+ That lowers the probability\.$/),
  })
  expect(gone.actions.length).toBeGreaterThan(0)
  expect(gone.reasons.map(({ feature }) => feature)).toEqual(expect.arrayContaining(gone.actions.map(({ because }) => because)))
  expect(quiet).toEqual({ status: 'insufficient_data', needed: 1, seen: 0, of: 'events in the 90 days before' })
  expect(refused).toMatchObject({ status: 'refused', reason: 'consent_refused' })
})

test('the same is said from what is at hand as when it is computed at once, and consent counts with every question', async () => {
  const first = await predict('person-7')
  await pause(1500)
  expect(await predict('person-7')).toEqual(first)
  const people = trill.platform.consents.peopleOf('shop')
  people.put(people.hashOf('person-7'), packed({ ageBand: '31+', parentalConsent: false, consent: { profiling: false } }))
  expect((await predict('person-7')).items[0]?.outcome).toMatchObject({ status: 'refused', reason: 'consent_refused' })
})

test('where what was learned is not live, it is said so and why, and nothing of rows that are lacking', async () => {
  const state = (what: string, payload: object) =>
    trill.inject({ method: 'POST', url: `/v1/models/engagement-7d/versions/1/${what}`, headers, payload })
  await state('retire', { why: 'It was wrong about half of the people.' })
  const { model, items } = await predict('person-0', 'private')
  expect(model).toBeNull()
  expect(items[0]?.outcome).toEqual({ status: 'no_model', why: 'It was wrong about half of the people.' })
  expect(items[1]?.outcome).toMatchObject({ status: 'refused' })
  expect((await state('promote', {})).statusCode).toBe(200)
  expect((await predict('person-0')).items[0]?.outcome).toMatchObject({ status: 'predicted' })
})

test('a week after a version went live, what it says of people then is held against what they did, once a day', async () => {
  const { models: registry } = trill.platform
  const live = await registry.live('shop', 'engagement-7d')
  const resolved = async () => (await registry.observations.lately(live?.id ?? '')).resolved.rows
  const [lately] = await trill.platform.events.rows<{ people: number }>(ACTIVE_BEFORE, { now: NOW })
  const resolver = resolverOf(trill.platform)
  now = NOW + WEEK - 1
  await resolver.look()
  expect(await resolved()).toBe(0)
  now = NOW + WEEK
  await resolver.look()
  expect(await resolved()).toBe(lately?.people)
  now = NOW + WEEK + 3_600_000
  await resolver.look()
  expect(await resolved()).toBe(lately?.people)
  await resolver.close()
  now = NOW
})

test('where a feature tells all, the version waits for somebody, and is not left without that feature', { timeout: 60_000 }, async () => {
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'clockwork')}` }
  await trill.platform.events.command(CLOCKWORK, { now: NOW, people: PEOPLE })
  const people = trill.platform.consents.peopleOf('clockwork')
  const grown = packed({ ageBand: '31+', parentalConsent: false, consent: { analytics: true, profiling: true, research: true } })
  for (let n = 0; n < PEOPLE; n += 1) people.put(people.hashOf(`person-${n}`), grown)
  expect(await train()).toMatchObject({ status: 'done', outcome: 'kept', error: null })
  const version = (await trill.inject({ url: '/v1/models/engagement-7d/versions/1', headers })).json()
  expect(version).toMatchObject({ state: 'candidate', suspicious: true, findings: { suspicious: true, leaks: [] } })
  const telling = version.findings.telling.flatMap(({ columns }: { columns: string[] }) => columns)
  expect(telling).toContain('days_since_last_event')
  expect(version.features).toEqual(expect.arrayContaining(telling))
  expect(version.card).toMatch(/## Tells too much\n\n- “.+” tells “active within 7 days” alone \(ROC-AUC 1\.0000\)/)
  expect((await predict('person-0')).items[0]?.outcome).toMatchObject({ status: 'no_model' })
  const promoted = await trill.inject({ method: 'POST', url: '/v1/models/engagement-7d/versions/1/promote', headers, payload: {} })
  expect([promoted.statusCode, promoted.json().detail]).toEqual([409, expect.stringContaining('although_suspicious')])
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'shop')}` }
})

test('what fails in one workspace does not keep others from being looked at', async () => {
  await trill.addWorkspace({ id: 'another' })
  const looked: string[] = []
  const watch = new OutcomeWatch(trill.platform, {
    every: WEEK,
    resolve: async ({ id }) => {
      looked.push(id)
      throw new Error('its store is broken')
    },
  })
  await watch.look()
  expect(looked.length).toBeGreaterThan(1)
  expect(looked).toContain('another')
  await watch.close()
  await watch.look()
  expect(looked.filter((id) => id === 'another')).toHaveLength(1)
})

describe('what is said', () => {
  test('the interval is that of the tenth a probability lies in, drawn out to it', () => {
    const bins = [
      { up_to: 0.4, rows: 100, active: 20 },
      { up_to: 1, rows: 0, active: 0 },
    ]
    const { lower, upper } = intervalOf({ bins }, 0.3)
    // Wilson's interval of 20 in 100 at 80 %: (0.15381, 0.25587), by its formula.
    expect([lower, upper]).toEqual([expect.closeTo(0.15381, 4), 0.3])
    expect(intervalOf({ bins }, 0.9)).toEqual({ lower: 0, upper: 1 })
  })

  test('the score is the share of people who are less probable', () => {
    const quantiles = Array.from({ length: 101 }, (_, index) => index / 100)
    expect([scoreOf({ quantiles }, 0), scoreOf({ quantiles }, 1)]).toEqual([0, (100 * 100) / 101])
  })

  test('values stand in their unit', () => {
    expect([
      inWords(0.25, 'share'),
      inWords(1.23456, 'days'),
      inWords(1234.5, 'count'),
      inWords(1, 'flag'),
      inWords(null, 'ratio'),
    ]).toEqual(['25 %', '1.23 days', '1235', 'yes', 'not known'])
  })

  test('an action follows from what lowers the probability, once, and nothing from what raises it', () => {
    const reason = (feature: string, effect: Reason['effect']) => ({ feature, effect }) as Reason
    const reasons = [reason('days_since_last_event', 'lowers'), reason('events_7d', 'lowers'), reason('messages_28d', 'raises')]
    expect(actionsFor(reasons).map(({ because }) => because)).toEqual(['days_since_last_event'])
    expect(actionsFor([reason('messages_28d', 'raises')])).toEqual([])
  })
})

/** A third comes in nine of ten weeks, a third came on most days and left on some day, a third comes on every other day at random. */
const VISITS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, platform, properties, received_at, provenance)
  WITH intDiv(number, 400) AS person, number % 400 AS step, intDiv(step, 3) AS day,
    {now:Int64} - toInt64(day) * 86400000 - toInt64(sipHash64(number, 1) % 40000000) AS at,
    person = 1 ? 20 : toInt64(sipHash64(person, 2) % 130) AS left_before,
    multiIf(person % 3 = 0, (day + person) % 7 = 0 AND sipHash64(person, day, 4) % 10 < 9, person % 3 = 1, day > left_before AND sipHash64(person, day) % 10 < 8, sipHash64(person, day) % 2 = 0) AS comes
  SELECT 'shop', concat('visit-', toString(number)), ['view', 'like', 'comment'][step % 3 + 1], fromUnixTimestamp64Milli(at, 'UTC'), concat('person-', toString(person)),
    concat('post-', toString(sipHash64(number, 3) % 50)), 'web', '{}', fromUnixTimestamp64Milli(at, 'UTC'), 'measured'
  FROM numbers({people:UInt64} * 400) WHERE comes`

/** Every other one comes every day, and the others left seven weeks ago. */
const CLOCKWORK = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, platform, properties, received_at, provenance)
  WITH intDiv(number, 90) AS person, number % 90 AS day,
    {now:Int64} - toInt64(day) * 86400000 - toInt64(sipHash64(number, 1) % 40000000) AS at
  SELECT 'clockwork', concat('visit-', toString(number)), 'view', fromUnixTimestamp64Milli(at, 'UTC'), concat('person-', toString(person)),
    concat('post-', toString(sipHash64(number, 3) % 50)), 'web', '{}', fromUnixTimestamp64Milli(at, 'UTC'), 'measured'
  FROM numbers({people:UInt64} * 90) WHERE person % 2 = 0 OR day > 49`
