import type { CustomerValues } from '@trill/contract/customer-row'
import { pearsonCorrelation, spearmanCorrelation } from '@trill/core/inference/association'
import { createRandom } from '@trill/core/random/xoshiro256'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { known, mean, november, total } from '../../../test/customer-values.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import type { SocialResponse } from './contract.ts'
import { topTenth } from './creators.ts'
import { creators } from './feature.ts'
import { socialSection } from './report.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')
let ROWS: CustomerValues[]
let EARNERS: CustomerValues[]

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([creators], { platform: { now: () => NOW } })
  for (const id of ['club', 'real', 'few', 'empty']) await trill.addWorkspace({ id })
  ROWS = await seedCustomers(trill, 'club', { count: 5000, seed: 11, observedOn: '2026-11-19' })
  await seedCustomers(trill, 'real', { count: 2500, seed: 12, observedOn: '2026-11-19', provenance: 'imported' })
  // Four creators among two hundred customers.
  const change = (customer: CustomerValues, row: number) => ({
    ...customer,
    is_creator: row < 4 ? 1 : 0,
    creator_earnings_month_usd: row < 4 ? 10 : 0,
  })
  await seedCustomers(trill, 'few', { count: 200, observedOn: '2026-11-19', provenance: 'imported', change })
  EARNERS = ROWS.filter(({ is_creator }) => is_creator === 1)
})
afterAll(() => trill.close())

async function ask(role: 'owner' | 'viewer' = 'owner', workspace = 'club'): Promise<SocialResponse> {
  const { cookie } = await trill.signInAs(role, workspace)
  const response = await trill.inject({ url: `/v1/creators?workspace_id=${workspace}`, headers: { cookie } })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<SocialResponse>()
}

test('figures are means of those for whom they are known', async () => {
  const { content } = await ask()
  const found = Object.fromEntries((content?.figures ?? []).map(({ id, value, n }) => [id, { value, n }]))
  const expected = [
    ['stories_posted_week', ROWS, 'stories_posted_week'],
    ['stories_viewed_day', ROWS, 'stories_viewed_day'],
    ['story_completion_pct', ROWS, 'story_completion_rate_pct'],
    ['reels_created_week', ROWS, 'reels_created_week'],
    ['reels_watched_day', ROWS, 'reels_watched_day'],
    ['reel_completion_pct', ROWS, 'reel_completion_rate_pct'],
    ['video_hours_week', ROWS, 'video_watch_hours_week'],
    ['feed_minutes_day', ROWS, 'feed_time_minutes_day'],
    ['posts_30_days', ROWS, 'posts_last_30_days'],
    ['post_engagement_pct', ROWS, 'engagement_rate_pct'],
    ['creator_earnings_usd', EARNERS, 'creator_earnings_month_usd'],
    ['creator_views_per_post', EARNERS, 'avg_views_per_post'],
  ] as const
  for (const [id, rows, column] of expected) {
    const values = known(rows, column)
    expect(found[id], id).toEqual({ value: expect.closeTo(mean(values), 8), n: values.length })
  }
  expect(found.creators_pct?.value).toBeCloseTo((100 * EARNERS.length) / 5000, 8)
})

test('kinds of apps are compared by the means of their own users', async () => {
  const { content } = await ask()
  const reels = content?.by_platform.find(({ metric }) => metric === 'reels_watched_day')
  expect(reels?.rows).toHaveLength(3)
  for (const { group, value, n } of reels?.rows ?? []) {
    const own = ROWS.filter(({ platform_primary }) => platform_primary === group)
    expect([n, value]).toEqual([own.length, expect.closeTo(mean(known(own, 'reels_watched_day')), 8)])
  }
})

test('the top tenth has the share of earnings that it has, and the interval of resampled creators', async () => {
  const { content } = await ask()
  const sorted = known(EARNERS, 'creator_earnings_month_usd').toSorted((one, other) => one - other)
  const top = sorted.slice(-Math.round(sorted.length / 10))
  const figure = content?.figures.find(({ id }) => id === 'creator_top_tenth_pct')
  expect(figure?.value).toBeCloseTo((100 * total(top)) / total(sorted), 8)
  expect(content?.earnings.lorenz).toHaveLength(21)
  const half = sorted.slice(0, Math.round(sorted.length / 2))
  expect(content?.earnings.lorenz[10]?.earnings_pct).toBeCloseTo((100 * total(half)) / total(sorted), 8)
  // The generator makes the top tenth have 60 %.
  expect(figure?.lower).toBeLessThan(60)
  expect(figure?.upper).toBeGreaterThan(60)
  const random = createRandom('resampled')
  const shares = Array.from({ length: 400 }, () => {
    const drawn = sorted.map(() => sorted[Math.floor(random.uniform() * sorted.length)] as number).toSorted((one, other) => one - other)
    return (100 * total(drawn.slice(-top.length))) / total(drawn)
  })
  const spread = Math.sqrt(mean(shares.map((share) => (share - mean(shares)) ** 2)))
  expect(((figure?.upper ?? 0) - (figure?.lower ?? 0)) / (2 * 1.96)).toBeCloseTo(spread, 0)
})

test('of earnings that are all alike, the top tenth has a tenth', () => {
  const alike = {
    creators: 100,
    usd: 500,
    numerator: 50,
    numerator_squares: 25,
    denominator_squares: 2500,
    products: 250,
  }
  expect(topTenth(alike)).toEqual({ value: 10, lower: expect.closeTo(10, 6), upper: expect.closeTo(10, 6) })
  expect(topTenth({ ...alike, creators: 29 })).toBeUndefined()
  expect(topTenth({ ...alike, usd: 0 })).toBeUndefined()
})

test('views and earnings correlate as they do one by one', async () => {
  const { content } = await ask()
  const earning = EARNERS.filter((row) => Number(row.creator_earnings_month_usd) > 0)
  const [views, earned] = [known(earning, 'avg_views_per_post'), known(earning, 'creator_earnings_month_usd')]
  const figure = content?.figures.find(({ id }) => id === 'views_earnings_correlation')
  const logarithms = pearsonCorrelation(views.map(Math.log1p), earned.map(Math.log)) ?? 0
  expect(figure).toMatchObject({ value: expect.closeTo(logarithms, 8), n: earning.length, passport: { status: 'simulated' } })
  expect(figure?.lower).toBeLessThan(logarithms)
  // The store’s rank correlation is exact without ties only.
  expect(content?.views.rank_correlation).toBeCloseTo(spearmanCorrelation(views, earned) ?? 0, 4)
  expect(content?.views.cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(earning.length)
})

test('a viewer sees no cell about few people', async () => {
  const [all, seen] = [await ask('owner', 'real'), await ask('viewer', 'real')]
  expect(all.content?.views.withheld).toBe(0)
  expect(seen.content?.views.withheld).toBeGreaterThan(0)
  for (const { customers } of seen.content?.views.cells ?? []) expect(customers).toBeGreaterThanOrEqual(10)
  for (const { customers } of seen.content?.earnings.steps.steps ?? []) expect(customers).toBeGreaterThanOrEqual(10)
})

test('a viewer is not told how many creators there are where they are few', async () => {
  const { content } = await ask('viewer', 'few')
  expect(content?.figures.find(({ id }) => id === 'creator_earnings_usd')).toMatchObject({ status: 'withheld', n: null })
  expect(content?.earnings).toMatchObject({ creators: null, lorenz: [], steps: { steps: [] } })
  expect(content?.views).toMatchObject({ n: null, cells: [] })
  const all = await ask('owner', 'few')
  expect([all.content?.earnings.creators, all.content?.views.n]).toEqual([4, 4])
})

test('nobody is no customer', async () => {
  expect(await ask('owner', 'empty')).toMatchObject({ status: 'no_customers', content: null })
})

test('the report says what the generator put in, with intervals and n', async () => {
  const section = await socialSection.load(trill.platform, november('club'))
  const claims = Object.fromEntries((section?.claims ?? []).map((claim) => [claim.id, claim]))
  expect(claims.views_and_earnings).toMatchObject({ verdict: 'holds', n: EARNERS.length })
  expect(claims.earnings_of_top_tenth?.says).toMatch(
    /^The top tenth of creators earn [\d.]+ % of all earnings \(95 % interval [\d.]+ to [\d.]+, n = \d+\)\.$/,
  )
  expect(section?.recommendations.map(({ effect }) => effect.basis)).toEqual(['estimate'])
  expect(section?.charts.map(({ title }) => title)).toContain('Views and earnings of creators')
})
