import type { CustomerValues } from '@trill/contract/customer-row'
import { wilsonInterval } from '@trill/core/inference/proportions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { known, mean, november } from '../../../test/customer-values.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import { exports } from '../exports/feature.ts'
import type { AtRiskCustomer, AtRiskResponse, EngagementResponse } from './contract.ts'
import { customerEngagement } from './feature.ts'
import { engagementSection } from './report.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')

let trill: TestPlatform
let rows: CustomerValues[]
beforeAll(async () => {
  trill = await startTestPlatform([customerEngagement, exports], { platform: { now: () => NOW } })
  for (const id of ['club', 'real', 'empty']) await trill.addWorkspace({ id })
  rows = await seedCustomers(trill, 'club', { count: 3000, seed: 3, observedOn: '2026-11-19' })
  await seedCustomers(trill, 'real', { count: 200, seed: 3, observedOn: '2026-11-19', provenance: 'imported' })
})
afterAll(() => trill.close())

async function ask<T>(path: string, role: 'owner' | 'viewer' = 'owner', workspace = 'club', further = ''): Promise<T> {
  const { cookie } = await trill.signInAs(role, workspace)
  const response = await trill.inject({ url: `/v1/customer-engagement${path}?workspace_id=${workspace}${further}`, headers: { cookie } })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<T>()
}

const isAtRisk = (row: CustomerValues) => Number(row.engagement_score) < 0.3 || Number(row.churn_probability) >= 0.7

test('figures and the heatmap are what the customers are, one by one', async () => {
  const { content } = await ask<EngagementResponse>('')
  const found = Object.fromEntries((content?.figures ?? []).map(({ id, value }) => [id, value]))
  expect(found.engagement_score).toBeCloseTo(mean(known(rows, 'engagement_score')), 8)
  expect(found.churn_pct).toBeCloseTo(100 * mean(known(rows, 'churn_30_day')), 8)
  expect(found.at_risk_pct).toBeCloseTo((100 * rows.filter((row) => Number(row.engagement_score) < 0.3).length) / 3000, 8)
  const means = [
    ['sessions_week', 'sessions_last_7_days'],
    ['session_minutes', 'session_duration_avg_min'],
    ['app_opens_day', 'app_opens_day'],
    ['days_inactive', 'days_since_last_active'],
  ] as const
  for (const [id, column] of means) expect(found[id], id).toBeCloseTo(mean(known(rows, column)), 8)
  for (const [id, column] of [
    ['stories_viewed_day', 'stories_viewed_day'],
    ['reels_watched_day', 'reels_watched_day'],
    ['feed_minutes_day', 'feed_time_minutes_day'],
    ['posts_30_days', 'posts_last_30_days'],
    ['dates_scheduled_month', 'dates_scheduled_month'],
  ] as const) {
    const cell = content?.heatmap.cells.find(({ metric, group }) => metric === id && group === 'Both')
    const both = rows.filter((row) => row.platform_primary === 'Both')
    expect(cell?.value, id).toBeCloseTo(mean(known(both, column)), 8)
  }
  const all = known(rows, 'matches_per_day')
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean(all)) ** 2, 0) / (all.length - 1))
  const own = known(
    rows.filter((row) => row.platform_primary === 'Dating'),
    'matches_per_day',
  )
  expect(content?.heatmap.cells.find(({ metric, group }) => metric === 'matches_day' && group === 'Dating')).toEqual({
    metric: 'matches_day',
    group: 'Dating',
    value: expect.closeTo(mean(own), 8),
    standardised: expect.closeTo((mean(own) - mean(all)) / deviation, 8),
    n: own.length,
  })
  expect(content?.scores.steps.reduce((sum, { customers }) => sum + customers, 0)).toBe(3000)
})

test('churn by tenure has Wilson’s interval', async () => {
  const { content } = await ask<EngagementResponse>('')
  const fresh = rows.filter((row) => Number(row.tenure_months) <= 3)
  const left = fresh.filter((row) => row.churn_30_day === 1).length
  const { lower, upper } = wilsonInterval(left, fresh.length)
  expect(content?.churn_by_tenure.rows[0]).toEqual({
    group: '0–3 months',
    value: expect.closeTo((100 * left) / fresh.length, 8),
    lower: expect.closeTo(100 * lower, 8),
    upper: expect.closeTo(100 * upper, 8),
    n: fresh.length,
  })
})

test('simulated customers at risk are listed, the likeliest to leave first', async () => {
  const { content } = await ask<AtRiskResponse>('/at-risk')
  const expected = rows.filter(isAtRisk)
  expect([content?.total, content?.named]).toEqual([expected.length, expected.length])
  expect(content?.customers).toHaveLength(100)
  const most = Math.max(...known(expected, 'churn_probability'))
  expect(content?.customers[0]?.churn_probability).toBe(most)
})

test('the list is read page by page, each of its customers once', async () => {
  const counted = rows.filter(isAtRisk)
  const pages: AtRiskCustomer[][] = []
  for (let after = ''; pages.length < 20; ) {
    const { content } = await ask<AtRiskResponse>('/at-risk', 'owner', 'club', `&limit=170${after}`)
    pages.push(content?.customers ?? [])
    if (after !== '') expect([content?.total, content?.named]).toEqual([null, null])
    if (content?.next == null) break
    after = `&after=${encodeURIComponent(content.next)}`
  }
  const listed = pages.flat()
  expect(new Set(listed.map(({ customer_id }) => customer_id))).toEqual(new Set(counted.map(({ customer_id }) => customer_id)))
  expect(listed).toHaveLength(counted.length)
  const order = listed.map(({ churn_probability }) => churn_probability ?? -1)
  expect(order).toEqual(order.toSorted((one, other) => other - one))
})

test('a place that no page gave is refused', async () => {
  const { cookie } = await trill.signInAs('owner', 'club')
  const refused = await trill.inject({ url: '/v1/customer-engagement/at-risk?workspace_id=club&after=1', headers: { cookie } })
  expect(refused.statusCode).toBe(400)
})

test('of real people only adults who consented to profiling are named', async () => {
  const before = await ask<AtRiskResponse>('/at-risk', 'owner', 'real')
  expect(before.content).toMatchObject({ named: 0, customers: [] })
  expect(before.content?.total).toBeGreaterThan(0)
})

test('shares that tell how few have what they count are withheld from those who may not read single events, and from reports', async () => {
  await trill.addWorkspace({ id: 'rare' })
  // Of 400 four leave, all of them in the first months; of these bands nobody is at risk.
  const rare = (customer: CustomerValues, row: number) => ({
    ...customer,
    ...{ churn_30_day: Number(row < 4), tenure_months: row < 100 ? 1 : row < 250 ? 8 : 30, engagement_score: row < 200 ? 0.6 : 0.1 },
  })
  await seedCustomers(trill, 'rare', { count: 400, seed: 3, observedOn: '2026-11-19', provenance: 'imported', change: rare })
  const figuresFor = async (role: 'owner' | 'viewer') => {
    const { content } = await ask<EngagementResponse>('', role, 'rare')
    const statusOf = (metric: string) => content?.figures.find(({ id }) => id === metric)?.status
    const groups = content?.churn_by_tenure.rows.map(({ group, value }) => [group, value])
    return { churn: statusOf('churn_pct'), early: statusOf('early_churn_ratio'), risk: statusOf('at_risk_pct'), groups }
  }
  expect(await figuresFor('viewer')).toEqual({
    ...{ churn: 'withheld', early: 'withheld', risk: 'known' },
    groups: [
      ['7–12 months', 0],
      ['25–48 months', 0],
    ],
  })
  expect(await figuresFor('owner')).toMatchObject({ churn: 'known', risk: 'known', groups: expect.arrayContaining([['0–3 months', 4]]) })
  const section = await engagementSection.load(trill.platform, november('rare'))
  expect(JSON.stringify(section)).not.toMatch(/churn_pct","label":"[^"]*","unit":"%","value":\d/)
  for (const claim of section?.claims ?? []) if (claim.id.startsWith('new_leave')) expect(claim.verdict).toBe('not_enough_data')
})

test('the list is not for those who may read figures alone', async () => {
  const { cookie } = await trill.signInAs('viewer', 'club')
  const response = await trill.inject({ url: '/v1/customer-engagement/at-risk?workspace_id=club', headers: { cookie } })
  expect(response.statusCode).toBe(403)
  expect((await exported('viewer')).statusCode).toBe(403)
})

test('the whole list can be taken away, which the audit log records', async () => {
  const begun = await exported('owner')
  expect(begun.statusCode, begun.body).toBe(201)
  const { cookie } = await trill.signInAs('owner', 'club')
  const response = await trill.inject({ url: begun.json<{ href: string }>().href, headers: { cookie } })
  const [header, ...lines] = response.body.trimEnd().split(/\r?\n/)
  expect(header).toContain('provenance,observed_on,customer_id,engagement_score')
  expect(lines).toHaveLength(rows.filter(isAtRisk).length)
  expect(lines[0]).toMatch(/^simulated,2026-11-19,/)
  const { rows: records } = await trill.platform.metadata.query("SELECT action FROM audit_log WHERE action = 'export' LIMIT 1")
  expect(records).toHaveLength(1)
})

async function exported(role: 'owner' | 'viewer') {
  const { cookie } = await trill.signInAs(role, 'club')
  const payload = { workspace_id: 'club', what: 'customers_at_risk', format: 'csv' }
  return trill.inject({ method: 'POST', url: '/v1/exports', headers: { cookie, 'x-trill-csrf': '1' }, payload })
}

test('nobody is no customer', async () => {
  expect(await ask<EngagementResponse>('', 'owner', 'empty')).toMatchObject({ status: 'no_customers', content: null })
})

test('the report says that the new leave most, and that more than a third are at risk', async () => {
  const section = await engagementSection.load(trill.platform, november('club'))
  const claims = Object.fromEntries((section?.claims ?? []).map((claim) => [claim.id, claim]))
  expect(claims.new_leave_more).toMatchObject({ verdict: 'holds', n: 3000 })
  expect(claims.third_at_risk).toMatchObject({ verdict: 'holds', n: 3000 })
  expect(section?.charts.map(({ title }) => title)).toContain('Activities by kind of app')
})
