import type { CustomerValues } from '@trill/contract/customer-row'
import type { CustomerColumnName } from '@trill/contract/customers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { november } from '../../../test/customer-values.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import type { RevenueResponse } from './contract.ts'
import { revenue } from './feature.ts'
import { revenueSection } from './report.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')
let ROWS: CustomerValues[]
let BEFORE: CustomerValues[]

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([revenue], { platform: { now: () => NOW } })
  for (const id of ['club', 'empty', 'small']) await trill.addWorkspace({ id })
  ROWS = await seedCustomers(trill, 'club', { count: 3000, seed: 7, observedOn: '2026-11-19' })
  BEFORE = await seedCustomers(trill, 'club', { count: 1000, seed: 8, observedOn: '2026-10-19' })
  await seedCustomers(trill, 'small', { count: 25, observedOn: '2026-11-19', provenance: 'imported' })
})
afterAll(() => trill.close())

async function ask(query: string, role: 'owner' | 'viewer' = 'owner', workspace = 'club'): Promise<RevenueResponse> {
  const { cookie } = await trill.signInAs(role, workspace)
  const response = await trill.inject({ url: `/v1/revenue?workspace_id=${workspace}&${query}`, headers: { cookie } })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<RevenueResponse>()
}

const sum = (rows: readonly CustomerValues[], column: CustomerColumnName) =>
  rows.reduce((total, row) => total + Number(row[column] ?? 0), 0)
const premium = (rows: readonly CustomerValues[]) => rows.filter((row) => row.account_type === 'Premium')

test('figures are those that are added up over the customers one by one', async () => {
  const { content, snapshot } = await ask('')
  const figures = Object.fromEntries((content?.figures ?? []).map((figure) => [figure.id, figure]))
  const all = sum(ROWS, 'total_revenue_month_usd')
  const paying = premium(ROWS)
  expect(snapshot).toEqual({ provenance: 'simulated', observed_on: '2026-11-19', previous_on: '2026-10-19', customers: 3000 })
  expect(figures.revenue_month?.value).toBeCloseTo(all, 6)
  expect(figures.arpu?.value).toBeCloseTo(all / 3000, 8)
  expect(figures.arppu_all_revenue?.value).toBeCloseTo(all / paying.length, 8)
  expect(figures.arppu_own_revenue?.value).toBeCloseTo(sum(paying, 'total_revenue_month_usd') / paying.length, 8)
  expect(figures.paying_pct?.value).toBeCloseTo((100 * paying.length) / 3000, 8)
  expect(figures.platinum_pct?.value).toBeCloseTo(
    (100 * paying.filter(({ premium_tier }) => premium_tier === 'Platinum').length) / paying.length,
    8,
  )
  expect(figures.lifetime_value?.value).toBeCloseTo(sum(ROWS, 'lifetime_value_usd') / 3000, 8)
  expect(figures.arpu?.previous).toBeCloseTo(sum(BEFORE, 'total_revenue_month_usd') / 1000, 8)
  expect(figures.arpu?.passport).toEqual({
    status: 'simulated',
    source: 'Customers, simulated, as of 2026-11-19',
    observed_at: '2026-11-19T00:00:00.000Z',
    definition: 'arpu',
    version: '1',
    n: 3000,
  })
})

test('each source, tier and tenure is what its own customers bring', async () => {
  const { content } = await ask('')
  expect(content?.mix.map(({ source, usd }) => [source, Math.round(100 * usd)])).toEqual(
    [
      ['subscriptions_month', 'monthly_subscription_usd'],
      ['in_app_month', 'iap_spending_month_usd'],
      ['ads_month', 'ad_revenue_generated_month_usd'],
    ].map(([source, column]) => [source, Math.round(100 * sum(ROWS, column as CustomerColumnName))]),
  )
  for (const { group, value, n } of content?.tiers.rows ?? []) {
    const own = ROWS.filter(({ premium_tier }) => premium_tier === group)
    expect([n, value]).toEqual([own.length, expect.closeTo(sum(own, 'total_revenue_month_usd') / own.length, 8)])
  }
  expect(content?.value_by_tenure.rows.map(({ group }) => group)).toEqual([
    '0–3 months',
    '4–6 months',
    '7–12 months',
    '13–24 months',
    '25–48 months',
    '49 months and more',
  ])
  const fresh = ROWS.filter(({ tenure_months }) => Number(tenure_months) <= 3)
  expect(content?.value_by_tenure.rows[0]).toMatchObject({
    n: fresh.length,
    value: expect.closeTo(sum(fresh, 'lifetime_value_usd') / fresh.length, 8),
  })
  expect(content?.values.steps.reduce((total, { customers }) => total + customers, 0)).toBe(3000)
})

test('the generator’s ratio of users of both lies within the interval found', async () => {
  const { content } = await ask('')
  const ratio = content?.figures.find(({ id }) => id === 'both_value_ratio')
  expect(ratio?.lower).toBeLessThan(1.3)
  expect(ratio?.upper).toBeGreaterThan(1.3)
  expect(ratio?.lower).toBeGreaterThan(1)
})

test('a filter leaves its own, and the reader who may not see few people gets none', async () => {
  const { snapshot, content } = await ask('gender=Female&platform_primary=Dating')
  const own = ROWS.filter(({ gender, platform_primary }) => gender === 'Female' && platform_primary === 'Dating')
  expect(snapshot?.customers).toBe(own.length)
  expect(content?.figures[0]?.value).toBeCloseTo(sum(own, 'total_revenue_month_usd'), 6)
  const few = await ask('account_type=Premium', 'viewer', 'small')
  expect(few).toMatchObject({ status: 'too_few', content: null, smallest_group: 10 })
})

test('few customers are not enough for a figure, and none is no figure of 0', async () => {
  const few = await ask('', 'viewer', 'small')
  expect(few.content?.figures[1]).toMatchObject({ id: 'arpu', status: 'insufficient_data', n: 25, needed: 30, value: null })
  expect(few.content?.tiers.withheld).toBeGreaterThan(0)
  expect(await ask('', 'owner', 'empty')).toMatchObject({ status: 'no_customers', snapshot: null, content: null })
})

test('a day without customers is not found', async () => {
  const { cookie } = await trill.signInAs('viewer', 'club')
  const response = await trill.inject({ url: '/v1/revenue?workspace_id=club&observed_on=2026-01-01', headers: { cookie } })
  expect(response.statusCode).toBe(404)
})

test('the report says what the page says, and asserts only what its test bears', async () => {
  const section = await revenueSection.load(trill.platform, november('club'))
  const { content } = await ask('')
  expect(section?.figures.map(({ id, value }) => [id, value])).toEqual(content?.figures.map(({ id, value }) => [id, value]))
  expect(section?.figures.find(({ id }) => id === 'arpu')?.previous).toBeCloseTo(sum(BEFORE, 'total_revenue_month_usd') / 1000, 8)
  const verdicts = Object.fromEntries((section?.claims ?? []).map(({ id, verdict }) => [id, verdict]))
  expect(verdicts).toMatchObject({ value_of_both: 'holds', revenue_of_paying: 'holds' })
  expect(section?.claims[0]?.says).toMatch(/^Users of both kinds of apps have brought 1\.\d+ times as much .*n = 3,000\)\.$/)
  for (const { effect } of section?.recommendations ?? []) expect(effect).toMatchObject({ basis: 'estimate' })
  expect(section?.charts.every(({ subtitle }) => /n = [\d,]+$/.test(subtitle))).toBe(true)
})

test('a period without customers has no section', async () => {
  expect(
    await revenueSection.load(trill.platform, { ...november('club'), ...{ from: 0, to: 1, previous: { from: 0, to: 0 } } }),
  ).toBeUndefined()
})
