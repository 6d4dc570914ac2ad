import type { CustomerValues } from '@trill/contract/customer-row'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read, seedCustomers } from '../../../test/seeds.ts'
import { packed } from '../../platform/privacy/standing.ts'
import type { Training, VersionResponse } from '../models/contract.ts'
import { models } from '../models/feature.ts'
import { keeperOf } from '../models/model-keeper.ts'
import type { CustomerResponse, ModelsResponse, PredictionsResponse } from './contract.ts'
import { customerModels } from './feature.ts'
import { wordCode } from './gather.ts'
import { CUSTOMER_OUTCOMES } from './outcomes.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const CUSTOMERS = 600
/** A table has what its maker knows; fewer columns are learned from sooner. */
const KNOWN = new Set([
  ...['customer_id', 'age', 'gender', 'location', 'tenure_months', 'account_type', 'premium_tier', 'monthly_subscription_usd'],
  ...['engagement_score', 'sessions_last_7_days', 'churn_probability', 'churn_30_day', 'days_since_last_active', 'platform_primary'],
  ...['profile_quality_score', 'match_satisfaction_score', 'response_rate_pct', 'is_creator'],
])

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([models, customerModels], { platform: { now: () => NOW } })
  for (const id of ['app', 'other', 'bare']) await trill.addWorkspace({ id })
  await seedCustomers(trill, 'app', { count: CUSTOMERS, change: knownOf })
})
afterAll(() => trill?.close())

function knownOf(customer: CustomerValues): CustomerValues {
  return Object.fromEntries(Object.entries(customer).filter(([name]) => KNOWN.has(name)))
}

async function train(workspaceId: string, name: string): Promise<Training> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const answer = await trill.inject({ method: 'POST', url: `/v1/models/${name}/train`, headers, payload: {} })
  const { id } = answer.json() as Training
  await keeperOf(trill.platform).runner.rest()
  return read(trill, workspaceId, `/v1/models/${name}/trainings/${id}`)
}

async function list(workspaceId: string, model: string, query = ''): Promise<PredictionsResponse> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const answer = await trill.inject({ url: `/v1/customer-models/${model}/predictions${query}`, headers })
  expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([200, expect.any(String)])
  return answer.json()
}

const version = (name: string) => read<VersionResponse>(trill, 'app', `/v1/models/${name}/versions/1`)

describe('churn', () => {
  test('is learned without the probability that it was drawn from, which says what is attainable', { timeout: 60_000 }, async () => {
    expect(await train('app', 'churn')).toMatchObject({ status: 'done', outcome: 'promoted', error: null })
    const { findings, features, figures, split, card } = await version('churn')
    expect(split).toEqual({ kind: 'group', boundary: null })
    expect(features).not.toContain('churn_probability')
    expect(findings).toMatchObject({
      provenance: 'simulated',
      leaks: [],
      noise: { verdict: 'learnable' },
      ceiling: { source: 'churn_probability' },
    })
    expect(figures.rocAuc?.lower as number).toBeGreaterThan(0.55)
    expect(figures.rocAuc?.lower as number).toBeLessThan(findings?.ceiling?.roc_auc as number)
    expect(figures.brier?.upper as number).toBeGreaterThan(findings?.ceiling?.brier as number)
    expect(findings?.gains[0]?.lift as number).toBeGreaterThan(findings?.gains.at(-1)?.lift as number)
    expect(card).toContain('churn_probability')
  })

  test('its figures say that nobody real is behind them, of how many held out, and of which version', async () => {
    const { items } = await read<ModelsResponse>(trill, 'app', '/v1/customer-models')
    const { hold_out_rows, passport } = await version('churn')
    const expected = { status: 'simulated', source: 'rows of customers that it did not learn from (simulated)', definition: 'churn' }
    expect(passport).toMatchObject({ ...expected, version: '1', n: hold_out_rows, observed_at: new Date(NOW).toISOString() })
    expect(items.find(({ model }) => model === 'churn')?.passport).toEqual(passport)
    expect(items.find(({ model }) => model === 'match-quality')?.passport).toBeNull()
  })

  test('lists who is at risk, with intervals and reasons, and who is likely to stay', async () => {
    const risk = await list('app', 'churn', '?limit=5')
    const stay = await list('app', 'churn', '?limit=5&order=lowest')
    expect(risk).toMatchObject({ status: 'predicted', says: null, version: 1, predicted: CUSTOMERS, withheld: 0 })
    expect(risk.passport).toMatchObject({ status: 'simulated', definition: 'churn', version: '1', n: CUSTOMERS })
    const values = risk.items.map(({ value }) => value)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values[4] as number).toBeGreaterThan(stay.items[4]?.value as number)
    for (const { value, lower, upper, reasons } of risk.items) {
      expect((lower as number) <= value && value <= (upper as number)).toBe(true)
      expect(reasons[0]?.text).toMatch(/^[A-Z].+: .+ That (raises|lowers) the probability of leaving\.$/)
      expect(reasons[0]?.text).toBe(`${reasons[0]?.finding} That ${reasons[0]?.effect} the probability of leaving.`)
    }
  })
})

test('of one customer all models that answer say what they say in their lists', async () => {
  const [first] = (await list('app', 'churn', '?limit=1')).items
  const headers = { authorization: `Bearer ${await trill.createKey('admin', 'app')}` }
  const payload = { customer_id: first?.customer_id }
  const answer = await trill.inject({ method: 'POST', url: '/v1/customer-models/one', headers, payload })
  const { items } = answer.json<CustomerResponse>()
  expect(items.map(({ model }) => model)).toEqual(['churn'])
  expect(items[0]).toMatchObject({ ...first, title: 'Churn', passport: { status: 'simulated', version: '1', n: 1 } })
  for (const { text } of first?.reasons ?? []) expect(text).not.toMatch(/\b1 \w+s\b|_/)
  const nobody = await trill.inject({ method: 'POST', url: '/v1/customer-models/one', headers, payload: { customer_id: 'nobody' } })
  expect(nobody.json()).toEqual({ items: [] })
})

test('where the table stood on an earlier day, others of that day teach and the newest day judges', { timeout: 60_000 }, async () => {
  await seedCustomers(trill, 'app', { count: CUSTOMERS, change: knownOf, observedOn: '2026-04-28' })
  expect(await train('app', 'churn')).toMatchObject({ status: 'done', version: 2 })
  const { split, trained_on } = await read<VersionResponse>(trill, 'app', '/v1/models/churn/versions/2')
  expect(split).toEqual({ kind: 'time', boundary: '2026-04-28T00:00:00.000Z' })
  expect(trained_on).toEqual({ places: ['customers'], from: '2026-03-28T00:00:00.000Z', to: '2026-04-28T00:00:00.000Z' })
})

test('a subscription is given away by its tier and its price, which are left out, and only who has none is listed', {
  timeout: 60_000,
}, async () => {
  await train('app', 'premium-conversion')
  const { findings, features } = await version('premium-conversion')
  const leaking = findings?.leaks.flatMap(({ columns }) => columns) ?? []
  expect(leaking).toEqual(expect.arrayContaining(['premium_tier', 'monthly_subscription_usd']))
  expect(features.filter((name) => leaking.includes(name))).toEqual([])
  expect(findings?.excluded).toContainEqual({ feature: 'total_revenue_month_usd', why: 'By its definition the outcome is counted in it.' })
  const follows = 'It comes with the outcome, and is not known before it.'
  expect(findings?.excluded).toContainEqual({ feature: 'ad_revenue_generated_month_usd', why: follows })
  // What is left of the made customers is right on almost all who were held out: that waits for somebody who knows.
  expect(findings?.suspicious).toBe(true)
  expect(await list('app', 'premium-conversion')).toMatchObject({ predicted: 0, items: [] })
  const headers = { authorization: `Bearer ${await trill.createKey('admin', 'app')}` }
  const url = '/v1/models/premium-conversion/versions/1/promote'
  expect((await trill.inject({ method: 'POST', url, headers, payload: { although_suspicious: true } })).statusCode).toBe(200)
  const { predicted } = await list('app', 'premium-conversion')
  expect(predicted).toBeGreaterThan(0)
  expect(predicted).toBeLessThan(CUSTOMERS)
})

test('a table with a column missing says which, and a workspace without a table that there is none', async () => {
  await seedCustomers(trill, 'bare', { count: 450, change: (customer) => knownOf({ ...customer, is_creator: undefined }) })
  expect(await train('bare', 'creator-identification')).toMatchObject({
    outcome: 'insufficient_data',
    error: 'The table of customers has no column “is_creator”.',
  })
  expect(await train('other', 'churn')).toMatchObject({ outcome: 'insufficient_data', error: 'There is no table of customers yet.' })
  expect(await list('other', 'churn')).toMatchObject({
    status: 'insufficient_data',
    says: 'There is no table of customers yet.',
    items: [],
  })
  const { items } = await read<ModelsResponse>(trill, 'bare', '/v1/customer-models')
  expect(items.map(({ model }) => model)).toEqual(CUSTOMER_OUTCOMES.map(({ model }) => model))
  expect(items.find(({ model }) => model === 'creator-identification')).toMatchObject({
    status: 'not_trained',
    says: 'The table of customers has no column “is_creator”.',
  })
})

test('noise is called unlearnable and does not go live', { timeout: 60_000 }, async () => {
  await seedCustomers(trill, 'other', {
    count: 500,
    change: (customer, row) => ({ ...knownOf(customer), match_satisfaction_score: 1 + ((row * 7919) % 401) / 100 }),
  })
  expect(await train('other', 'match-quality')).toMatchObject({ outcome: 'kept' })
  const { items } = await read<ModelsResponse>(trill, 'other', '/v1/customer-models')
  const entry = items.find(({ model }) => model === 'match-quality')
  expect(entry).toMatchObject({ status: 'not_live', findings: { noise: { verdict: 'unlearnable' } } })
  expect(entry?.says).toMatch(/no better than chance|Not shown to be better/)
})

test('of real people nothing is said without their consent to profiling, nor of minors', async () => {
  const people = trill.platform.consents.peopleOf('app')
  await seedCustomers(trill, 'app', { count: 40, provenance: 'imported', observedOn: '2026-05-01', change: knownOf })
  const [someone] = (await list('app', 'churn', '?provenance=simulated&limit=1')).items
  const before = await list('app', 'churn')
  expect(before).toMatchObject({ predicted: 0, withheld: 40, passport: { status: 'estimated' } })
  people.put(people.hashOf('c42-00000001'), packed({ ageBand: 'unknown', parentalConsent: false, consent: { profiling: true } }))
  expect((await list('app', 'churn')).items.map(({ customer_id }) => customer_id)).toEqual(['c42-00000001'])
  people.put(people.hashOf('c42-00000001'), packed({ ageBand: '16-17', parentalConsent: false, consent: { profiling: true } }))
  expect(await list('app', 'churn')).toMatchObject({ predicted: 0, items: [] })
  expect(someone).toBeDefined()
})

test('words of the catalogue have numbers of their own', () => {
  const words = ['Male', 'Female', 'Non-binary', 'Free', 'Premium', 'Gold', 'Platinum', 'Social_Media', 'Dating', 'Both']
  expect(new Set(words.map(wordCode)).size).toBe(words.length)
  expect(wordCode('')).toBeNaN()
})
